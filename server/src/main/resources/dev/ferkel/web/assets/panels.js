// The panels at both sides: beside the messages where there is room, over them where there is none.
import { $ } from "./dom.js";
import { keep, setting } from "./store.js";

const narrow = matchMedia("(max-width: 56rem)");

export class Panels {
  /** @param drawSettings is called when the settings come into sight */
  constructor(drawSettings) {
    this.app = document.querySelector(".app");
    this.drawSettings = drawSettings;
    $("toggle-sidebar").addEventListener("click", () => this.sidebar(this.app.classList.contains("no-sidebar")));
    $("close-sidebar").addEventListener("click", () => this.sidebar(false, true));
    $("toggle-settings").addEventListener("click", () => this.settings($("settings").hidden));
    $("shade").addEventListener("click", () => this.escape());
    narrow.addEventListener("change", () => this.arrange());
    this.arrange();
  }

  arrange() {
    this.sidebar(!narrow.matches && setting("sidebar", true));
    this.settings(false);
  }

  sidebar(visible, back = false) {
    this.app.classList.toggle("no-sidebar", !visible);
    $("toggle-sidebar").setAttribute("aria-expanded", String(visible));
    if (!narrow.matches) {
      keep("sidebar", visible);
    } else if (visible) {
      this.settings(false);
      $("close-sidebar").focus();
    } else if (back) {
      $("toggle-sidebar").focus();
    }
    this.shade();
  }

  settings(visible) {
    const had = $("settings").contains(document.activeElement);
    $("settings").hidden = !visible;
    $("toggle-settings").setAttribute("aria-expanded", String(visible));
    if (visible) {
      this.drawSettings();
      $("system").focus();
    } else if (had) {
      $("toggle-settings").focus();
    }
    this.shade();
  }

  shade() {
    const over = narrow.matches && (!this.app.classList.contains("no-sidebar") || !$("settings").hidden);
    $("shade").hidden = !over;
    document.querySelector(".centre").inert = over;
  }

  /** A conversation was chosen: on a phone it is to be seen now. */
  chosen() {
    if (narrow.matches) {
      this.sidebar(false);
    }
  }

  /** Closes what lies over the messages, or the settings; says whether there was something. */
  escape() {
    if (!$("settings").hidden) {
      this.settings(false);
      return true;
    }
    if (narrow.matches && !this.app.classList.contains("no-sidebar")) {
      this.sidebar(false, true);
      return true;
    }
    return false;
  }
}
