// The page: which conversation is shown, what goes on in it, and the keys.
import * as api from "./api.js";
import * as store from "./store.js";
import * as tree from "./tree.js";
import { AnswerView } from "./answer.js";
import { confirm, help, input, tell } from "./dialogs.js";
import { $, dressIcons, h } from "./dom.js";
import { keepFocus } from "./focus.js";
import { generate } from "./generation.js";
import { say } from "./live.js";
import { fillModels, ownName } from "./models.js";
import { isPiglet, problemsFor } from "./problems.js";
import { QuestionView } from "./question.js";
import { Scroll } from "./scroll.js";
import { Panels } from "./panels.js";
import { renderSettings } from "./settings.js";
import { renderList } from "./sidebar.js";
import { themeButton } from "./themes.js";
import { fromFile, toFile } from "./transfer.js";

const SAVE_EVERY = 2000;

dressIcons();
themeButton($("theme"));

/** Where the keyboard goes on; fingers want to see the answer, which a phone's keyboard would cover. */
const promptOrMessages = () => $(matchMedia("(pointer: coarse)").matches ? "scroller" : "prompt");
const toPrompt = () => promptOrMessages().focus();

const panels = new Panels(() => drawSettings());
const scroll = new Scroll($("scroller"), $("latest"));
/** Answers that are being given, by conversation. */
const running = new Map();
let conversations = await store.all();
let current = fresh();
let views = [];

// ---- what is shown

function fresh() {
  const last = store.setting("defaults", {});
  return tree.newConversation({
    model: typeof last.model === "string" ? last.model : "",
    system: typeof last.system === "string" ? last.system : "",
    sampling: { ...last.sampling },
  });
}

function draw() {
  drawMessages();
  drawButtons();
  drawList();
  drawSettings();
  scroll.toEnd();
}

function drawMessages() {
  const shown = tree.path(current);
  const does = {
    siblings: (m) => tree.siblings(current, m),
    show: showVersion,
    again: answerAnew,
    resend,
  };
  views = shown.map((m) => (m.role === "user" ? new QuestionView(m, does) : new AnswerView(m, does)));
  views.forEach((v, i) => v.element.setAttribute("data-row", i));
  const active = running.get(current.id)?.message;
  views.forEach((v) => v.update(v.message === active));
  keepFocus(() => $("messages").replaceChildren(...views.map((v) => v.element)), promptOrMessages());
  $("welcome").hidden = shown.length > 0;
  $("title").textContent = current.title || "New chat";
  document.title = current.title ? `${current.title} – Ferkel` : "Ferkel";
}

/** What of the conversation is to be seen, to tell whether it has to be drawn anew. */
function seen() {
  return JSON.stringify([current.title, tree.path(current).map((m) => [m, tree.siblings(current, m).length])]);
}

function drawList() {
  renderList(conversations, current, $("search").value, { open, rename, remove });
}

function drawSettings() {
  if (!$("settings").hidden) {
    renderSettings($("settings"), current, { changed: settingsChanged, close: () => panels.settings(false) });
  }
}

function drawButtons() {
  const busy = running.has(current.id);
  const stopping = document.activeElement === $("stop");
  $("stop").hidden = !busy;
  $("send").hidden = busy;
  if (stopping && !busy) {
    toPrompt();
  }
  $("send").disabled = $("prompt").value.trim() === "";
}

function drawWelcome() {
  const name = $("model").value;
  const only = isPiglet(ownName($("model"))) ? " It solves small problems such as these, and no others." : "";
  $("welcome-model").textContent = name ? `You are talking to ${name}.${only}` : "";
  $("problems").replaceChildren(...problemsFor(ownName($("model"))).map(([title, text]) =>
    h("li", {}, h("button", { type: "button", onclick: () => ask(text) }, h("b", {}, title), h("span", {}, text)))));
}

// ---- conversations

function open(conversation) {
  current = conversation;
  location.replace(`#${conversation.messages.length > 0 ? conversation.id : ""}`);
  if ([...$("model").options].some((o) => o.value === conversation.model)) {
    $("model").value = conversation.model;
  }
  draw();
  panels.chosen();
  toPrompt();
}

/** @param written the answer that was written here, if one was */
async function save(conversation, written) {
  try {
    await store.put(conversation, written?.id);
  } catch {
    say("This browser could not keep the conversation.");
  }
}

async function rename(conversation) {
  const title = await input("Rename the conversation", "Its new name", conversation.title, "Rename", { maxlength: 200 });
  if (title) {
    conversation.title = title;
    await save(conversation);
    draw();
  }
}

async function remove(conversation) {
  if (await confirm("Delete the conversation?", `“${conversation.title || "New chat"}” is deleted from this browser for good.`, "Delete")) {
    forget(conversation);
    await store.remove(conversation.id);
  }
}

function forget(conversation) {
  running.get(conversation.id)?.stop();
  conversations = conversations.filter((c) => c !== conversation);
  if (conversation === current) {
    open(fresh());
  }
  drawList();
}

/** Takes over what another tab has done. */
async function refresh(id) {
  const find = () => conversations.find((c) => c.id === id);
  const written = () => running.get(id)?.message.id;
  const whole = await store.changed(id, find, written);
  const own = find();
  if (!whole) {
    if (own) {
      forget(own);
    }
    return;
  }
  const before = seen();
  if (own) {
    const messages = new Map(own.messages.map((m) => [m.id, m]));
    // answers and views hold on to messages
    whole.messages = whole.messages.map((m) => (messages.has(m.id) ? Object.assign(messages.get(m.id), m) : m));
    Object.assign(own, whole);
  } else {
    conversations.push(whole);
  }
  if (before !== seen() && !document.querySelector(".user form")) {
    drawMessages();
    scroll.follow();
  }
  drawList();
}

function settingsChanged() {
  store.keep("defaults", { model: current.model, system: current.system, sampling: current.sampling });
  if (current.messages.length > 0) {
    save(current);
  }
}

function showVersion(message) {
  if (!running.has(current.id)) {
    tree.show(current, message);
    save(current);
    draw();
  }
}

// ---- messages

function ask(text) {
  if (text.trim() && !running.has(current.id)) {
    if (!conversations.includes(current)) {
      conversations.push(current);
    }
    tree.add(current, { role: "user", content: text.trim() });
    toPrompt();
    answer();
  }
}

function send() {
  const text = $("prompt").value;
  if (!running.has(current.id)) {
    $("prompt").value = "";
    ask(text);
  }
}

function resend(message, text) {
  if (!running.has(current.id)) {
    current.leaf = message.parent;
    ask(text);
  }
}

function answerAnew(message) {
  if (!running.has(current.id)) {
    current.leaf = message.parent;
    if (message.error && !message.content && !current.messages.some((m) => m.parent === message.id)) {
      current.messages = current.messages.filter((m) => m !== message);
    }
    answer();
  }
}

async function answer() {
  const conversation = current;
  conversation.model = $("model").value;
  const messages = tree.asRequest(conversation, conversation.leaf);
  const message = tree.add(conversation, { role: "assistant", model: conversation.model });
  const abort = new AbortController();
  running.set(conversation.id, { message, stop: () => abort.abort() });
  location.replace(`#${conversation.id}`);
  settingsChanged();
  draw();
  say("Sent. The model is answering.");
  await generate(message, { ...conversation, messages }, abort.signal, painter(conversation, message));
  running.delete(conversation.id);
  if (conversations.includes(conversation)) {
    await save(conversation, message);
  }
  if (current === conversation) {
    const view = views.find((v) => v.message === message);
    view?.update(false);
    drawButtons();
    scroll.follow();
  }
  say(message.finish === "stopped" ? "Stopped." : message.error ? "" : "The answer is complete.");
  if (message.status === 401 && (await askForKey())) {
    await loadModels();
    if (current === conversation) {
      answerAnew(message);
    }
  }
}

/** Draws at most once a frame, and the more seldom the longer it takes; saves now and then. */
function painter(conversation, message) {
  let due = 0;
  let planned = false;
  let saved = performance.now();
  const paint = () => {
    planned = false;
    const start = performance.now();
    if (running.get(conversation.id)?.message !== message) {
      return;
    }
    if (current === conversation) {
      views.find((v) => v.message === message)?.update(true);
      scroll.follow();
    }
    const end = performance.now();
    due = end + 4 * (end - start);
    if (end - saved > SAVE_EVERY) {
      saved = end;
      save(conversation, message);
    }
  };
  return () => {
    if (!planned) {
      planned = true;
      const wait = due - performance.now();
      // a page that is not seen draws no frames, and may wait
      if (wait > 16 || document.hidden) {
        setTimeout(paint, Math.max(wait, 100));
      } else {
        requestAnimationFrame(paint);
      }
    }
  };
}

// ---- the server

async function askForKey() {
  const wrong = api.key.get() !== "";
  const given = await input(wrong ? "That API key is not valid" : "This server wants an API key",
    "It is kept until this tab is closed.", "", "Use it", { type: "password" });
  if (given) {
    api.key.set(given);
  }
  return Boolean(given);
}

async function loadModels() {
  for (;;) {
    try {
      fillModels($("model"), await api.models(), current.model);
      drawWelcome();
      return;
    } catch (e) {
      if (e.status !== 401) {
        $("welcome-model").textContent = e.message;
        return;
      }
      if (!(await askForKey())) {
        $("welcome-model").textContent = e.message;
        return;
      }
    }
  }
}

// ---- what the user does

$("composer").addEventListener("submit", (e) => {
  e.preventDefault();
  send();
});
$("prompt").addEventListener("input", drawButtons);
$("prompt").addEventListener("keydown", (e) => {
  if (e.key === "Enter" && !e.shiftKey && !e.isComposing) {
    e.preventDefault();
    send();
  } else if (e.key === "ArrowUp" && e.target.value === "" && !running.has(current.id)) {
    const last = views.findLast((v) => v instanceof QuestionView);
    if (last) {
      e.preventDefault();
      last.edit();
    }
  }
});
$("stop").addEventListener("click", () => {
  running.get(current.id)?.stop();
  toPrompt();
});
$("new-chat").addEventListener("click", () => open(fresh()));
$("search").addEventListener("input", drawList);
$("help").addEventListener("click", help);
$("model").addEventListener("change", () => {
  current.model = $("model").value;
  settingsChanged();
  drawWelcome();
});
$("export").addEventListener("click", () => toFile(conversations));
$("import").addEventListener("click", () => $("import-file").click());
$("import-file").addEventListener("change", async (e) => {
  const file = e.target.files[0];
  e.target.value = "";
  try {
    const read = await fromFile(file);
    for (const c of read) {
      conversations.push(c);
      await save(c);
    }
    drawList();
    say(`${read.length} conversations imported.`);
  } catch (error) {
    await tell("Nothing was imported", error.message);
  }
});

document.addEventListener("keydown", (e) => {
  if (document.querySelector("dialog[open]")) {
    return;
  }
  const key = e.key.toLowerCase();
  if (e.key === "Escape") {
    if (!panels.escape()) {
      running.get(current.id)?.stop();
    }
  } else if (key === "k" && (e.ctrlKey || e.metaKey) && !e.shiftKey) {
    e.preventDefault();
    panels.sidebar(true);
    $("search").focus();
    $("search").select();
  } else if (key === "o" && (e.ctrlKey || e.metaKey) && e.shiftKey) {
    e.preventDefault();
    open(fresh());
  } else if (e.key === "?" && !/^(?:INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName)) {
    e.preventDefault();
    help();
  }
});

// ---- the beginning

// an answer that was under way when the page went away
for (const m of conversations.flatMap((c) => c.messages)) {
  if (m.role === "assistant" && !m.finish && !m.error) {
    m.finish = "stopped";
  }
}
store.onChange(refresh);
open(conversations.find((c) => `#${c.id}` === location.hash) ?? current);
await loadModels();
