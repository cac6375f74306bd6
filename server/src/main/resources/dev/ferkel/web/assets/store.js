// Conversations in this browser (IndexedDB), shared by all its tabs, and settings (localStorage).
import { mark, merge } from "./merge.js";

const NAME = "ferkel";
const STORE = "conversations";

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

const database = globalThis.indexedDB ? open().catch(() => null) : Promise.resolve(null);

async function run(mode, work) {
  const db = await database;
  if (!db) {
    return undefined;
  }
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(STORE, mode);
    const request = work(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}

/** Conversations as they were when they were last read or written here, by id. */
const marks = new Map();
const tabs = new BroadcastChannel(NAME);

export async function all() {
  const conversations = (await run("readonly", (s) => s.getAll())) ?? [];
  conversations.forEach((c) => marks.set(c.id, mark(c)));
  return conversations;
}

/**
 * Keeps a conversation together with what other tabs have changed in it, unless one of them has deleted it.
 *
 * @param written the id of the message that this tab has written, if it is one that was kept before
 */
export async function put(conversation, written) {
  const own = structuredClone(conversation);
  await run("readwrite", (s) => {
    const request = s.get(own.id);
    request.onsuccess = () => {
      const whole = merge(marks.get(own.id), request.result, own, written);
      if (whole) {
        s.put(whole);
        marks.set(own.id, mark(own));
      }
    };
    return request;
  });
  tabs.postMessage(own.id);
}

export async function remove(id) {
  await run("readwrite", (s) => s.delete(id));
  tabs.postMessage(id);
}

/** Calls back with the id of each conversation that another tab has changed or deleted. */
export function onChange(changed) {
  tabs.onmessage = (e) => changed(e.data);
}

/**
 * What has become of a conversation that another tab has changed.
 *
 * @param own gives this tab's, or undefined
 * @param written the id of the message that this tab is writing, if any
 * @return the whole, or null if it was deleted
 */
export async function changed(id, own, written) {
  const kept = await run("readonly", (s) => s.get(id));
  const whole = merge(marks.get(id), kept, own(), written());
  if (kept) {
    marks.set(id, mark(kept));
  }
  return whole;
}

export function setting(name, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(`ferkel.${name}`)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function keep(name, value) {
  try {
    localStorage.setItem(`ferkel.${name}`, JSON.stringify(value));
  } catch {
    // then it holds for this page alone
  }
}
