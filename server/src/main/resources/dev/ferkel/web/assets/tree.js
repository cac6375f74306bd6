// Conversations are trees: editing and answering anew add siblings, and a leaf says which branch is shown.
import { newId } from "./dom.js";

export function newConversation(defaults) {
  const now = Date.now();
  return { id: newId(), title: "", created: now, updated: now, model: "", system: "", sampling: {}, ...defaults, messages: [], leaf: null };
}

const find = (conversation, id) => conversation.messages.find((m) => m.id === id);

/** Messages from the first to the leaf. */
export function path(conversation, leaf = conversation.leaf) {
  const list = [];
  for (let m = find(conversation, leaf); m; m = find(conversation, m.parent)) {
    list.unshift(m);
  }
  return list;
}

export function siblings(conversation, message) {
  return conversation.messages.filter((m) => m.parent === message.parent && m.role === message.role);
}

/** Shows the branch that a message is in, down to its newest message. */
export function show(conversation, message) {
  let last = message;
  for (let next = last; next; next = conversation.messages.findLast((m) => m.parent === last.id)) {
    last = next;
  }
  conversation.leaf = last.id;
}

export function add(conversation, message) {
  const whole = { id: newId(), parent: conversation.leaf, created: Date.now(), content: "", ...message };
  conversation.messages.push(whole);
  conversation.leaf = whole.id;
  conversation.updated = whole.created;
  if (!conversation.title && whole.role === "user") {
    conversation.title = titleOf(whole.content);
  }
  return whole;
}

function titleOf(text) {
  const line = text.trim().split("\n")[0].replace(/\s+/g, " ");
  return line.length > 60 ? `${line.slice(0, 59).trimEnd()}…` : line;
}

/** What is sent: past thinking is not, and neither are answers that never came. */
export function asRequest(conversation, leaf) {
  return path(conversation, leaf)
    .filter((m) => m.content !== "")
    .map(({ role, content }) => ({ role, content }));
}
