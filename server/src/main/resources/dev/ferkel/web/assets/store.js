// Conversations in this browser (IndexedDB), and settings (localStorage).
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
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}

/** Whether anything is kept; private windows of some browsers keep nothing. */
export const keeps = async () => (await database) !== null;

export const all = async () => (await run("readonly", (s) => s.getAll())) ?? [];

export const put = (conversation) => run("readwrite", (s) => s.put(structuredClone(conversation)));

export const remove = (id) => run("readwrite", (s) => s.delete(id));

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
