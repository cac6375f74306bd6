// Conversations to a file and from one. A file may come from anywhere: only known fields of known types are taken.
import { newId } from "./dom.js";

const FORMAT = "ferkel-conversations";
const MOST_BYTES = 100 << 20;

export function toFile(conversations) {
  const text = JSON.stringify({ format: FORMAT, version: 1, conversations }, null, 1);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = `ferkel-${new Date().toISOString().slice(0, 10)}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** @throws Error with a sentence if it is no such file */
export async function fromFile(file) {
  if (file.size > MOST_BYTES) {
    throw new Error(`${file.name} has ${file.size >> 20} MB; at most 100 MB can be imported.`);
  }
  let json;
  try {
    json = JSON.parse(await file.text());
  } catch {
    throw new Error(`${file.name} is no JSON file.`);
  }
  if (json?.format !== FORMAT || !Array.isArray(json.conversations)) {
    throw new Error(`${file.name} holds no conversations that were exported here.`);
  }
  return json.conversations.map(conversation).filter((c) => c.messages.length > 0);
}

const text = (value) => (typeof value === "string" ? value : "");
const number = (value, otherwise) => (Number.isFinite(value) ? value : otherwise);
const optional = (value) => (Number.isFinite(value) ? value : undefined);

function conversation(from) {
  const messages = [];
  const ids = new Map();
  for (const m of Array.isArray(from?.messages) ? from.messages : []) {
    if (m?.role === "user" || m?.role === "assistant") {
      const one = message(m);
      // a parent comes before its children, so that there are no circles
      one.parent = ids.get(m.parent) ?? null;
      ids.set(m.id, one.id);
      messages.push(one);
    }
  }
  return {
    id: newId(),
    title: text(from?.title).slice(0, 200),
    created: number(from?.created, Date.now()),
    updated: number(from?.updated, Date.now()),
    model: text(from?.model),
    system: text(from?.system),
    sampling: sampling(from?.sampling),
    messages,
    leaf: ids.get(from?.leaf) ?? messages.at(-1)?.id ?? null,
  };
}

function sampling(from) {
  const to = {};
  for (const name of ["temperature", "top_p", "max_tokens", "seed"]) {
    if (Number.isFinite(from?.[name])) {
      to[name] = from[name];
    }
  }
  if (from?.thinking === "enabled" || from?.thinking === "disabled") {
    to.thinking = from.thinking;
  }
  return to;
}

function message(from) {
  const to = { id: newId(), role: from.role, content: text(from.content), created: number(from.created, Date.now()) };
  if (from.role === "assistant") {
    Object.assign(to, {
      reasoning: text(from.reasoning),
      model: text(from.model),
      seconds: optional(from.seconds),
      finish: text(from.finish),
      error: text(from.error),
      figures: figures(from.figures),
    });
  }
  return to;
}

function figures(from) {
  const to = {};
  for (const name of ["tokens", "perSecond", "prompt", "cached"]) {
    to[name] = optional(from?.[name]);
  }
  return to;
}
