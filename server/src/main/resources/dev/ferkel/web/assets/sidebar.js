// The list of conversations: search, rename, delete.
import { $, h, iconButton } from "./dom.js";
import { keepFocus } from "./focus.js";
import { path } from "./tree.js";

const DAY = 86_400_000;

function dayOf(time) {
  const days = Math.floor((new Date().setHours(24, 0, 0, 0) - time) / DAY);
  return days <= 0 ? "Today" : days === 1 ? "Yesterday" : days < 7 ? "This week" : days < 31 ? "This month" : "Earlier";
}

/** Where a text is found in a conversation: {title: true}, {text: "..around it.."}, or null. */
export function find(conversation, words) {
  const wanted = words.trim().toLowerCase();
  if (!wanted || conversation.title.toLowerCase().includes(wanted)) {
    return { text: "" };
  }
  for (const m of [...path(conversation), ...conversation.messages]) {
    const at = m.content.toLowerCase().indexOf(wanted);
    if (at >= 0) {
      const start = Math.max(0, at - 20);
      return { text: (start > 0 ? "…" : "") + m.content.slice(start, at + wanted.length + 60).replace(/\s+/g, " ") };
    }
  }
  return null;
}

/** @param does {open(c), rename(c), remove(c)} */
export function renderList(conversations, current, words, does) {
  const items = [];
  let day = "";
  const sorted = [...conversations].sort((a, b) => b.updated - a.updated);
  for (const c of sorted) {
    const found = find(c, words);
    if (!found) {
      continue;
    }
    if (day !== dayOf(c.updated)) {
      day = dayOf(c.updated);
      items.push(h("li", { class: "day" }, day));
    }
    items.push(item(c, found.text, c === current, does));
  }
  keepFocus(() => $("conversations").replaceChildren(...items), $("new-chat"));
  const none = $("no-conversations");
  none.hidden = items.length > 0;
  $("conversations").hidden = items.length === 0;
  none.textContent = words.trim() ? `No conversation has “${words.trim()}” in it.` : "Conversations stay in this browser.";
}

function item(c, found, isCurrent, does) {
  const name = c.title || "New chat";
  const open = h("button", { type: "button", class: "open", "data-does": "open", "aria-current": isCurrent ? "true" : undefined, onclick: () => does.open(c) },
    h("span", {}, name), found ? h("span", { class: "found" }, found) : null);
  return h("li", { class: isCurrent ? "current" : "", "data-row": c.id }, open,
    iconButton("edit", `Rename “${name}”`, () => does.rename(c)),
    iconButton("bin", `Delete “${name}”`, () => does.remove(c)));
}
