// Questions that wait for an answer. Each promise holds what was said, or null.
import { h } from "./dom.js";

function ask(dialog, value) {
  return new Promise((resolve) => {
    const before = document.activeElement;
    document.body.append(dialog);
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (document.contains(before)) {
        before.focus();
      }
      resolve(dialog.returnValue === "yes" ? value() : null);
    });
    dialog.showModal();
  });
}

function buttons(yes) {
  return h(
    "div",
    { class: "buttons" },
    h("button", { class: "plain", value: "no", type: "submit", formnovalidate: true }, "Cancel"),
    h("button", { class: "main", value: "yes", type: "submit" }, yes),
  );
}

function form(title, yes, ...content) {
  // the form's first submit button would be taken for Enter: that is Cancel
  const whole = h("form", { method: "dialog" }, h("h2", { id: "dialog-title" }, title), ...content, buttons(yes));
  whole.addEventListener("keydown", (e) => {
    if (e.key === "Enter" && e.target.tagName === "INPUT") {
      e.preventDefault();
      if (whole.reportValidity()) {
        whole.closest("dialog").close("yes");
      }
    }
  });
  return h("dialog", { "aria-labelledby": "dialog-title" }, whole);
}

export const confirm = (title, text, yes) => ask(form(title, yes, h("p", {}, text)), () => true);

export function input(title, label, value, yes, attributes = {}) {
  const field = h("input", { id: "dialog-input", autocomplete: "off", required: true, autofocus: true, ...attributes });
  field.value = value;
  return ask(form(title, yes, h("p", {}, h("label", { for: "dialog-input" }, label)), field), () => field.value.trim());
}

export function tell(title, text) {
  const dialog = h(
    "dialog",
    { "aria-labelledby": "dialog-title" },
    h("form", { method: "dialog" }, h("h2", { id: "dialog-title" }, title), h("p", {}, text),
      h("div", { class: "buttons" }, h("button", { class: "main", value: "yes" }, "Close"))),
  );
  return ask(dialog, () => true);
}

const mod = /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl";
const KEYS = [
  ["Send", ["Enter"]],
  ["New line", ["Shift", "Enter"]],
  ["Stop the answer", ["Esc"]],
  ["Edit the last message", ["↑"]],
  ["New chat", ["Ctrl", "Shift", "O"]],
  ["Search conversations", [mod, "K"]],
  ["This list", ["?"]],
];

export function help() {
  const rows = KEYS.map(([what, keys]) =>
    h("tr", {}, h("th", { scope: "row" }, what), h("td", {}, ...keys.flatMap((k, i) => (i > 0 ? [" ", h("kbd", {}, k)] : [h("kbd", {}, k)])))));
  const dialog = h(
    "dialog",
    { "aria-labelledby": "dialog-title" },
    h("form", { method: "dialog" }, h("h2", { id: "dialog-title" }, "Keyboard"), h("table", {}, h("tbody", {}, ...rows)),
      h("div", { class: "buttons" }, h("button", { class: "main", value: "yes" }, "Close"))),
  );
  return ask(dialog, () => true);
}
