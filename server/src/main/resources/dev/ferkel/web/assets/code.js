// Blocks of code: their language, a button to copy, colours.
import { copy, h, icon } from "./dom.js";

const MOST_COLOURED = 50_000;

/** @param clean makes a fragment of HTML */
export function dressCode(root, clean) {
  for (const pre of root.querySelectorAll("pre")) {
    const code = pre.querySelector("code");
    const text = code.textContent;
    const language = code.dataset.lang ?? "";
    code.removeAttribute("data-lang");
    if (text.length <= MOST_COLOURED && globalThis.hljs.getLanguage(language)) {
      const html = globalThis.hljs.highlight(text, { language, ignoreIllegals: true }).value;
      code.replaceChildren(clean(html));
    }
    const button = h("button", { type: "button" }, icon("copy"), "Copy");
    button.addEventListener("click", () => copy(text, button));
    const figure = h("figure", { class: "code" }, h("div", { class: "code-head" }, h("span", {}, language || "text"), button));
    pre.replaceWith(figure);
    pre.tabIndex = 0;
    figure.append(pre);
  }
}
