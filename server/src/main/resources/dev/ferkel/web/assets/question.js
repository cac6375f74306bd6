// What the user has said; it can be edited, which makes a new branch.
import { copy, h, iconButton } from "./dom.js";
import { versionSwitch } from "./answer.js";

export class QuestionView {
  /** @param does {resend(message, text), show(message), siblings(message)} */
  constructor(message, does) {
    this.message = message;
    this.does = does;
    this.element = h("article", { class: "message user", "aria-label": "Your message" });
    this.showText();
  }

  update() {}

  showText() {
    const m = this.message;
    const button = iconButton("copy", "Copy the message", () => copy(m.content, button));
    this.editButton = iconButton("edit", "Edit the message", () => this.edit());
    const actions = h("div", { class: "actions" }, button, this.editButton);
    const versions = this.does.siblings(m);
    if (versions.length > 1) {
      actions.prepend(versionSwitch(m, versions, this.does.show, "message"));
    }
    this.element.replaceChildren(h("div", { class: "body" }, m.content), actions);
  }

  edit() {
    const area = h("textarea", { "aria-label": "Edit the message" });
    area.value = this.message.content;
    const leave = () => {
      this.showText();
      this.editButton.focus();
    };
    const form = h("form", {}, area, h("div", { class: "buttons" },
      h("button", { type: "button", class: "plain", onclick: leave }, "Cancel"),
      h("button", { type: "submit", class: "main" }, "Send")));
    form.addEventListener("submit", (e) => {
      e.preventDefault();
      if (area.value.trim()) {
        this.does.resend(this.message, area.value.trim());
      }
    });
    form.addEventListener("keydown", (e) => {
      if (e.key === "Escape") {
        e.stopPropagation();
        leave();
      } else if (e.key === "Enter" && !e.shiftKey && !e.isComposing && e.target === area) {
        e.preventDefault();
        form.requestSubmit();
      }
    });
    this.element.replaceChildren(form);
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
  }
}
