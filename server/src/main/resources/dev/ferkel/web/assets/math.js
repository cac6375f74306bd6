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
    try {
      globalThis.katex.render(tex, place, {
        displayMode,
        throwOnError: true,
        trust: false,
        strict: "ignore",
        maxSize: 40,
        maxExpand: 300,
        // the MathML of these has style attributes, which the page's policy forbids
        output: /\\(?:fcolorbox|pmb)/.test(tex) ? "html" : "htmlAndMathml",
      });
    } catch {
      const code = document.createElement("code");
      code.textContent = tex;
      place.replaceChildren(code);
    }
  }
}
