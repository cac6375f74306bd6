// The panel with the system prompt and the sampling of the conversation that is shown.
import { h, iconButton } from "./dom.js";

const NUMBERS = [
  { name: "temperature", label: "Temperature", hint: "0 takes the likeliest token always; more is more varied.", min: 0, max: 2, step: "any" },
  { name: "top_p", label: "Top p", hint: "Draws from the likeliest tokens with this probability together.", min: 0, max: 1, step: "any" },
  { name: "max_tokens", label: "Most tokens", hint: "Of an answer, its thinking included.", min: 1, max: 2147483647, step: 1 },
  { name: "seed", label: "Seed", hint: "The same seed and messages give the same answer.", min: -9007199254740991, max: 9007199254740991, step: 1 },
];
const THINKING = [["", "As the model does"], ["enabled", "On"], ["disabled", "Off"]];

/** @param does {changed(), close()} */
export function renderSettings(panel, conversation, does) {
  const system = h("textarea", { id: "system", "aria-describedby": "system-hint" });
  system.value = conversation.system;
  system.addEventListener("input", () => {
    conversation.system = system.value;
    does.changed();
  });
  const thinking = h("select", { id: "thinking", "aria-describedby": "thinking-hint" }, ...THINKING.map(([v, t]) => h("option", { value: v }, t)));
  thinking.value = conversation.sampling.thinking ?? "";
  thinking.addEventListener("change", () => {
    set(conversation, "thinking", thinking.value || undefined);
    does.changed();
  });
  panel.replaceChildren(
    h("div", { class: "settings-head" }, h("h2", {}, "Settings"), iconButton("close", "Close the settings", does.close)),
    field("system", "System prompt", "Said before the conversation: who the model is to be.", system),
    field("thinking", "Thinking", "For models that can do both.", thinking),
    ...NUMBERS.map((n) => number(n, conversation, does)),
    h("p", { class: "quiet field" }, "Empty fields leave it to the model. New chats begin with what was set last."),
  );
}

function set(conversation, name, value) {
  if (value === undefined) {
    delete conversation.sampling[name];
  } else {
    conversation.sampling[name] = value;
  }
}

function field(id, label, hint, input, ...more) {
  return h("div", { class: "field" }, h("label", { for: id }, label), h("p", { class: "quiet", id: `${id}-hint` }, hint), input, ...more);
}

function number({ name, label, hint, min, max, step }, conversation, does) {
  const input = h("input", { id: name, type: "number", min, max, step, inputmode: "decimal", placeholder: "the model's own", "aria-describedby": `${name}-hint ${name}-wrong` });
  const wrong = h("p", { class: "wrong", id: `${name}-wrong`, role: "alert" });
  input.value = conversation.sampling[name] ?? "";
  input.addEventListener("input", () => {
    const fine = input.checkValidity();
    input.setAttribute("aria-invalid", String(!fine));
    wrong.textContent = fine ? "" : step === 1 ? "Expected a whole number." : `Expected ${min} to ${max}.`;
    set(conversation, name, fine && input.value !== "" ? Number(input.value) : undefined);
    does.changed();
  });
  return field(name, label, hint, input, wrong);
}
