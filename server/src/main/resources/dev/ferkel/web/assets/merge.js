// Two tabs may change the same conversation: what each has added stays, what each has removed goes.
import { show } from "./tree.js";

const FIELDS = ["title", "model", "system", "sampling"];
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** What has to be remembered of a conversation to tell later what was changed where. */
export function mark(conversation) {
  return structuredClone({ ...conversation, messages: conversation.messages.map(({ id }) => ({ id })) });
}

/**
 * Both tabs' changes since a mark.
 *
 * @param base the mark, undefined if there is none
 * @param kept the conversation in the database, undefined if it is not there
 * @param own this tab's, undefined if it has none
 * @param written the id of a message that this tab is writing: all others have their text from the database
 * @return the whole, or null if one of both has deleted it
 */
export function merge(base, kept, own, written) {
  if (!kept || !own) {
    return base ? null : (kept ?? own);
  }
  const before = new Set(base?.messages.map((m) => m.id));
  const theirs = new Map(kept.messages.map((m) => [m.id, m]));
  const ours = new Map(own.messages.map((m) => [m.id, m]));
  const all = [...new Map([...theirs, ...ours]).values()];
  const stays = (m) => !before.has(m.id) || (theirs.has(m.id) && ours.has(m.id));
  // one that somebody has gone on from is still needed
  const parents = new Set(all.filter(stays).map((m) => m.parent));
  const messages = all
    .filter((m) => stays(m) || parents.has(m.id))
    .map((m) => (m.id === written ? ours : theirs).get(m.id) ?? m);
  const whole = { ...kept, messages, updated: Math.max(kept.updated, own.updated) };
  for (const name of FIELDS) {
    whole[name] = base && same(own[name], base[name]) ? kept[name] : own[name];
  }
  // the branch that is seen here, and what the other tab has added to it
  show(whole, messages.find((m) => m.id === own.leaf) ?? messages.at(-1));
  return whole;
}
