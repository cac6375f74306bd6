// An answer: its thinking, its text, what it took, what can be done with it.
import { copy, h, icon, iconButton } from "./dom.js";
import { Prose } from "./markdown.js";
import { say } from "./live.js";

const ENDS = {
  length: "The answer ended because it had used up its tokens.",
  insufficient_system_resource: "The server ended the answer: it took too long, or the server is stopping.",
  tool_calls: "The model asked for a tool, which this page has none of.",
  stopped: "Stopped.",
};

const whole = (n) => n.toLocaleString("en-US");

function figuresOf({ tokens, perSecond, prompt, cached } = {}) {
  const parts = [];
  if (tokens !== undefined) {
    parts.push(`${whole(tokens)} ${tokens === 1 ? "token" : "tokens"}`);
  }
  if (perSecond > 0) {
    parts.push(`${perSecond.toFixed(perSecond < 10 ? 1 : 0)} tokens/s`);
  }
  if (prompt > 0) {
    parts.push(`${whole(cached ?? 0)} of ${whole(prompt)} prompt tokens from the cache`);
  }
  return parts.join(" · ");
}

const seconds = (s) => (s < 1 ? "under 1 s" : s < 60 ? `${Math.round(s)} s` : `${Math.floor(s / 60)} min ${Math.round(s % 60)} s`);

export class AnswerView {
  /** @param does {again, retry, show(message), siblings(message)} */
  constructor(message, does) {
    this.message = message;
    this.does = does;
    this.summary = h("summary");
    this.thought = new Prose(h("div"));
    this.thinking = h("details", { class: "thinking", hidden: true }, this.summary, this.thought.element);
    this.thinking.addEventListener("toggle", () => this.renderThought());
    this.text = new Prose(h("div"));
    this.foot = h("div");
    this.waiting = h("p", { class: "waiting", hidden: true }, "Waiting for the first token …");
    this.element = h("article", { class: "message assistant", "aria-label": "Answer" },
      h("p", { class: "model" }, message.model), this.thinking, this.waiting, this.text.element, this.foot);
  }

  update(busy) {
    const m = this.message;
    this.element.classList.toggle("busy", busy);
    this.element.setAttribute("aria-busy", String(busy));
    this.waiting.hidden = !busy || m.content !== "" || Boolean(m.reasoning);
    this.updateThinking(busy);
    const complete = this.text.render(m.content, !busy);
    if (this.wasBusy) {
      complete.forEach(say);
    }
    if (this.wasBusy !== busy) {
      this.updateFoot(busy);
    }
    this.wasBusy = busy;
  }

  updateThinking(busy) {
    const m = this.message;
    const goesOn = busy && m.content === "";
    this.thinking.hidden = !m.reasoning;
    if (!m.reasoning) {
      return;
    }
    const time = m.seconds === undefined ? "" : ` ${goesOn ? "" : "for "}${seconds(m.seconds)}`;
    const label = goesOn ? `Thinking${time ? "," : ""}${time}` : `Thought${time}`;
    if (this.label !== label) {
      this.label = label;
      this.summary.replaceChildren(icon("right"), label);
    }
    this.thinking.classList.toggle("goes-on", goesOn);
    this.thoughtDone = !goesOn;
    this.renderThought();
  }

  renderThought() {
    if (this.thinking.open) {
      this.thought.render(this.message.reasoning ?? "", this.thoughtDone);
    }
  }

  updateFoot(busy) {
    const m = this.message;
    if (busy) {
      this.foot.replaceChildren();
      return;
    }
    const parts = [];
    if (m.error) {
      parts.push(this.failure(m.error));
    } else if (ENDS[m.finish]) {
      parts.push(h("p", { class: "note" }, ENDS[m.finish]));
    }
    const actions = h("div", { class: "actions" });
    const versions = this.does.siblings(m);
    if (versions.length > 1) {
      actions.append(versionSwitch(m, versions, this.does.show, "answer"));
    }
    if (m.content) {
      const button = iconButton("copy", "Copy the answer", () => copy(m.content, button));
      actions.append(button);
    }
    actions.append(iconButton("again", "Answer anew", () => this.does.again(m)));
    const figures = figuresOf(m.figures);
    if (figures) {
      actions.append(h("span", { class: "figures" }, figures));
    }
    this.foot.replaceChildren(...parts, actions);
  }

  failure(text) {
    const button = h("button", { type: "button", class: "plain", onclick: () => this.does.again(this.message) }, "Try again");
    let left = Math.ceil(((this.message.retryAt ?? 0) - Date.now()) / 1000);
    if (left > 0) {
      const tick = () => {
        button.disabled = left > 0;
        button.textContent = left > 0 ? `Try again in ${left} s` : "Try again";
        if (left-- > 0) {
          setTimeout(tick, 1000);
        }
      };
      tick();
    }
    return h("div", { class: "failure", role: "alert" }, h("p", {}, text), button);
  }
}

/** ‹ 2 of 3 › */
export function versionSwitch(message, versions, show, what) {
  const at = versions.indexOf(message);
  const step = (by, name, label) =>
    iconButton(name, label, () => show(versions[at + by]), { disabled: versions[at + by] === undefined });
  return h("span", { class: "versions" },
    step(-1, "left", `Previous ${what}`), h("span", {}, `${at + 1} of ${versions.length}`), step(1, "right", `Next ${what}`));
}
