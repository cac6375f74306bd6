// Models' Markdown as elements. What a model writes is hostile: HTML is shown as text but for a few bare tags, the rest
// goes through DOMPurify, and pictures become links.
import { dressCode } from "./code.js";
import { h } from "./dom.js";
import { mathExtensions, typeset } from "./math.js";

const MOST_MARKDOWN = 400_000;
const MOST_MARKS = 1500;
/** Quotes and lists 30 deep, which nobody reads. */
const DEEP = /(?:^|\n)(?:[ \t]*(?:>|[-+*][ \t]|\d{1,9}[.)][ \t])){30}/;
/** Stars that multiply: between them nothing is emphasised. */
const TIMES = /(?<=[\d)])\*(?=[\w(])|(?<=[\w)])\*(?=[\d(])|(?<=\d)\*\*(?=\d)/g;
const BARE = /^<\/?(?:b|br|del|em|i|ins|kbd|mark|s|small|strong|sub|sup|u)\s*\/?>$/i;
const CLEAN = {
  RETURN_DOM_FRAGMENT: true,
  ALLOWED_TAGS: ("a b blockquote br code del em h1 h2 h3 h4 h5 h6 hr i ins kbd li mark ol p pre s small span strong sub sup "
    + "table tbody td th thead tr u ul").split(" "),
  ALLOWED_ATTR: ["align", "class", "data-lang", "data-tex", "href", "start", "title"],
  // all but links are no addresses
  ADD_URI_SAFE_ATTR: ["align", "class", "data-lang", "data-tex", "start", "title"],
  ALLOW_ARIA_ATTR: false,
  ALLOW_DATA_ATTR: false,
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:)/i,
};

const purify = globalThis.DOMPurify;
purify.addHook("afterSanitizeAttributes", (node) => {
  if (node.nodeName === "A" && node.hasAttribute("href")) {
    node.setAttribute("target", "_blank");
    node.setAttribute("rel", "noopener noreferrer");
  }
});

/** A fragment with nothing in it that runs or loads. */
export function clean(html) {
  return purify.sanitize(html, CLEAN);
}

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escape = (text) => text.replace(/[&<>"']/g, (c) => ENTITIES[c]);

const marked = new globalThis.marked.Marked({
  gfm: true,
  // models begin a line where they mean one
  breaks: true,
  extensions: [],
  renderer: {
    html({ text, block }) {
      const shown = BARE.test(text.trim()) ? text : escape(text);
      return block ? `<p>${shown}</p>` : shown;
    },
    image({ href, text }) {
      return `<a href="${escape(href)}" class="picture">${escape(text || href)}</a>`;
    },
    code({ text, lang }) {
      const language = /^[\w+#.-]{1,30}/.exec(lang ?? "")?.[0].toLowerCase() ?? "";
      return `<pre><code data-lang="${escape(language)}">${escape(text)}</code></pre>`;
    },
    checkbox({ checked }) {
      return checked ? "☑ " : "☐ ";
    },
  },
});
marked.use({
  extensions: mathExtensions(escape),
  hooks: { emStrongMask: (source) => source.replace(TIMES, (stars) => "+".repeat(stars.length)) },
  tokenizer: {
    // a star that was masked opens no emphasis either; false leaves it to marked
    emStrong: (source, masked) => (masked.at(-source.length) === source[0] ? false : undefined),
  },
});

function blockOf(token, links) {
  const tokens = [token];
  tokens.links = links;
  const block = h("div");
  try {
    block.append(clean(marked.parser(tokens)));
    dressCode(block, clean);
    typeset(block);
  } catch {
    // nested deeper than the stack is
    block.replaceChildren(plain(token.raw));
  }
  for (const table of block.querySelectorAll("table")) {
    const frame = h("div", { class: "table", tabindex: "0", role: "region", "aria-label": "Table" });
    table.replaceWith(frame);
    frame.append(table);
  }
  return block;
}

function plain(text) {
  const paragraph = h("p", { class: "as-is" });
  paragraph.textContent = text;
  return paragraph;
}

function lex(text) {
  if (text.length <= MOST_MARKDOWN && !DEEP.test(text)) {
    try {
      const lexer = new globalThis.marked.Lexer(marked.defaults);
      lexer.blockTokens(text.replace(/\r\n?/g, "\n"), lexer.tokens);
      for (const { src, tokens } of lexer.inlineQueue) {
        inline(lexer, src, tokens);
      }
      return lexer.tokens;
    } catch {
      // nested deeper than the stack is
    }
  }
  const all = [{ type: "as-is", raw: text }];
  all.links = {};
  return all;
}

/** Marked's time grows with the square of the marks in one paragraph: one with too many is shown as it is. */
function inline(lexer, source, tokens) {
  if ((source.match(/[*_~[\]`<$\\]/g)?.length ?? 0) > MOST_MARKS) {
    tokens.push({ type: "text", raw: source, text: source, escaped: false });
  } else {
    lexer.inlineTokens(source, tokens);
  }
}

/** An element that shows a text which grows: only blocks that have changed are made anew. */
export class Prose {
  constructor(element) {
    this.element = element;
    this.blocks = [];
    element.classList.add("prose");
  }

  /** Returns the texts of those blocks that are newly complete. */
  render(text, done) {
    const tokens = lex(text);
    const shown = tokens.filter((t) => t.type !== "space" && t.type !== "def");
    let same = 0;
    while (same < shown.length && same < this.blocks.length && this.blocks[same].raw === shown[same].raw) {
      same++;
    }
    for (const old of this.blocks.splice(same)) {
      old.element.remove();
    }
    for (const token of shown.slice(same)) {
      const element = token.type === "as-is" ? h("div", {}, plain(token.raw)) : blockOf(token, tokens.links);
      this.element.append(element);
      this.blocks.push({ raw: token.raw, element, told: false });
    }
    const complete = this.blocks.slice(0, done ? undefined : -1).filter((b) => !b.told);
    return complete.map((b) => {
      b.told = true;
      return spoken(b.element);
    });
  }
}

function spoken(element) {
  if (!element.querySelector(".code, .katex, br")) {
    return element.textContent;
  }
  const copy = element.cloneNode(true);
  copy.querySelectorAll(".katex-html, .code-head").forEach((e) => e.remove());
  copy.querySelectorAll("br").forEach((e) => e.replaceWith("\n"));
  return copy.textContent;
}
