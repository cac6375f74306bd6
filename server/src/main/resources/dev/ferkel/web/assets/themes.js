// The button that goes through the browser's colours, light and dark.
import { icon } from "./dom.js";
import { keep, setting } from "./store.js";

const THEMES = ["auto", "light", "dark"];
const NAMES = { auto: "as the system has them", light: "light", dark: "dark" };

export function themeButton(button, changed = () => {}) {
  const show = (theme) => {
    if (theme === "auto") {
      delete document.documentElement.dataset.theme;
    } else {
      document.documentElement.dataset.theme = theme;
    }
    const label = `Colours: ${NAMES[theme]}`;
    button.setAttribute("aria-label", label);
    button.title = label;
    button.replaceChildren(icon(theme));
    changed();
  };
  const current = () => (THEMES.includes(setting("theme", "auto")) ? setting("theme", "auto") : "auto");
  button.addEventListener("click", () => {
    const next = THEMES[(THEMES.indexOf(current()) + 1) % THEMES.length];
    keep("theme", next);
    show(next);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
  show(current());
}
