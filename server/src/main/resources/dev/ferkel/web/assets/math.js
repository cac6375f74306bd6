// TeX in Markdown: $..$, $$..$$, \(..\) and \[..\]. Marked asks these before its own rules, and not within code.
const BLOCKS = [
  /^ {0,3}\$\$([^]{1,20000}?)\$\$[ \t]*(?:\n|$)/,
  /^ {0,3}\\\[([^]{1,20000}?)\\\][ \t]*(?:\n|$)/,
];
// as Pandoc has it: no space within the dollars, no digit after them, so that prices stay prices
const INLINES = [
  { rule: /^\$\$([^]{1,5000}?)\$\$/, display: true },
  { rule: /^\\\[([^]{1,5000}?)\\\]/, display: true },
  { rule: /^\\\(([^]{1,5000}?)\\\)/, display: false },
  { rule: /^\$(?![\s$])((?:\\[^]|[^\\$`\n]){1,2000}?)(?<!\s)\$(?!\d)/, display: false },
];

/** Browsers crash on elements nested thousands deep. */
const MOST_DEPTH = 400;

function index(match) {
  return match ? match.index : undefined;
}

export function mathExtensions(escape) {
  const place = (tex, display) =>
    `<span class="${display ? "display-math" : "math"}" data-tex="${escape(tex)}"></span>`;
  return [
    {
      name: "mathBlock",
      level: "block",
      start: (source) => index(source.match(/(?:^|\n) {0,3}(?:\$\$|\\\[)/)),
      tokenizer(source) {
        for (const rule of BLOCKS) {
          const match = rule.exec(source);
          if (match) {
            return { type: "mathBlock", raw: match[0], tex: match[1].trim() };
          }
        }
        return undefined;
      },
      renderer: (token) => place(token.tex, true),
    },
    {
      name: "math",
      level: "inline",
      start: (source) => index(source.match(/\$|\\[([]/)),
      tokenizer(source) {
        for (const { rule, display } of INLINES) {
          const match = rule.exec(source);
          if (match) {
            return { type: "math", raw: match[0], tex: match[1].trim(), display };
          }
        }
        return undefined;
      },
      renderer: (token) => place(token.tex, token.display),
    },
  ];
}

/** Typesets the places; what is no TeX stays as it was written. */
export function typeset(root) {
  for (const place of root.querySelectorAll("[data-tex]")) {
    const tex = place.dataset.tex;
    place.removeAttribute("data-tex");
    const displayMode = place.className === "display-math";
    if (displayMode) {
      // a wide one is scrolled
      place.tabIndex = 0;
      place.setAttribute("role", "group");
      place.setAttribute("aria-label", "Formula");
    }
    place.replaceChildren(formula(tex, displayMode));
  }
}

function formula(tex, displayMode) {
  const element = document.createElement("span");
  try {
    globalThis.katex.render(tex, element, {
      displayMode,
      throwOnError: true,
      trust: false,
      strict: "ignore",
      maxSize: 40,
      maxExpand: 300,
      // the MathML of these has style attributes, which the page's policy forbids
      output: /\\(?:fcolorbox|pmb)/.test(tex) ? "html" : "htmlAndMathml",
    });
    if (depth(element) <= MOST_DEPTH) {
      return element;
    }
  } catch {
    // no TeX
  }
  const code = document.createElement("code");
  code.textContent = tex;
  return code;
}

function depth(root) {
  let most = 0;
  let now = 0;
  let node = root;
  while (node) {
    if (node.firstElementChild) {
      node = node.firstElementChild;
      most = Math.max(most, ++now);
    } else {
      while (node !== root && !node.nextElementSibling) {
        node = node.parentElement;
        now--;
      }
      node = node === root ? null : node.nextElementSibling;
    }
  }
  return most;
}
