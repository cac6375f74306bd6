// Tells screen readers what happens: whole paragraphs, one at a time, not every token.
import { $ } from "./dom.js";

const PAUSE = 1200;
const queue = [];
let timer = null;

function next() {
  const text = queue.splice(0).join("\n").slice(0, 4000);
  $("live").textContent = text;
  timer = text ? setTimeout(next, PAUSE) : null;
}

export function say(text) {
  if (text.trim()) {
    queue.push(text.trim());
    timer ??= setTimeout(next, 50);
  }
}
