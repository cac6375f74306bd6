// How the server does, drawn anew every second.
import { h } from "./dom.js";
import { ApiError, key, status } from "./api.js";
import { input } from "./dialogs.js";
import { plot } from "./plot.js";
import { themeButton } from "./themes.js";

const EVERY = 1000;
const $ = (id) => document.getElementById(id);
const per = (n) => n.toLocaleString("en-US", { maximumFractionDigits: 0 });
const ms = (n) => (n === 0 ? "–" : n < 10 ? `${n.toFixed(1)} ms` : n < 10_000 ? `${per(n)} ms` : `${per(n / 1000)} s`);
const percent = (share) => `${(100 * share).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;

const percentiles = (name) => ["p50", "p90", "p99"].map((p) => [p, `${name}_${p}`]);
const LATENCIES = [
  { title: "Time to the first token (ms; of the latest 4096)", series: percentiles("first_token_ms") },
  { title: "Time between tokens (ms; of the latest 4096)", series: percentiles("between_tokens_ms") },
];
const PLOTS = [
  { title: "Tokens a second", series: [["generated", "generated_tokens_per_second"], ["prompt", "prompt_tokens_per_second"], ["from the cache", "cached_tokens_per_second"]] },
  { title: "Requests", whole: true, series: [["being answered", "running"], ["waiting", "waiting"]] },
  ...LATENCIES,
  { title: "Cache in use (%)", series: [["pages", "cache_percent"]], most: 100 },
];
let plots = [];

function build() {
  plots.forEach((p) => p.destroy());
  $("plots").replaceChildren();
  plots = PLOTS.map((p) => plot($("plots"), p));
}

function columns(data) {
  const all = { ...data, cache_percent: data.cache_share.map((share) => 100 * share) };
  for (const { series } of LATENCIES) {
    for (const [, name] of series) {
      all[name] = data[name].map((v) => (v === 0 ? null : v));
    }
  }
  return all;
}

function tiles(data) {
  const last = (name) => data[name].at(-1) ?? 0;
  const sum = (name) => data.models.reduce((n, m) => n + m[name], 0);
  const prompt = sum("prompt_tokens");
  const drafted = sum("drafted_tokens");
  return [
    ["Being answered", per(last("running"))],
    ["Waiting", per(last("waiting"))],
    ["Tokens a second", per(last("generated_tokens_per_second"))],
    ["First token", ms(data.first_token_ms.p50), `p90 ${ms(data.first_token_ms.p90)}`],
    ["Between tokens", ms(data.between_tokens_ms.p50), `p90 ${ms(data.between_tokens_ms.p90)}`],
    ["Cache in use", percent(last("cache_share"))],
    ["Prompts from the cache", prompt > 0 ? percent(sum("cached_tokens") / prompt) : "–"],
    ["Guesses accepted", drafted > 0 ? percent(sum("accepted_tokens") / drafted) : "–"],
  ].map(([name, value, more]) => h("div", {}, h("dt", {}, name), h("dd", {}, value, " ", more ? h("small", {}, more) : null)));
}

function modelTable(models) {
  const heads = ["Model", "Context", "Answering", "Waiting", "Prompt tokens", "From the cache", "Generated", "Pages in use"];
  const row = (m) => [m.context, m.running, m.waiting, m.prompt_tokens, m.cached_tokens, m.generated_tokens].map(per).concat(`${per(m.used_pages)} of ${per(m.pages)}`);
  const cell = (text) => h("td", { class: "number" }, text);
  $("models").replaceChildren(
    h("thead", {}, h("tr", {}, ...heads.map((t, i) => h("th", { scope: "col", class: i > 0 ? "number" : "" }, t)))),
    h("tbody", {}, ...models.map((m) => h("tr", {}, h("th", { scope: "row" }, m.name), ...row(m).map(cell)))),
  );
}

async function round() {
  try {
    const data = await status();
    $("failure").hidden = true;
    $("tiles").replaceChildren(...tiles(data));
    modelTable(data.models);
    const all = columns(data);
    plots.forEach((p) => p.show(all));
  } catch (e) {
    if (!(e instanceof ApiError)) {
      throw e;
    }
    $("failure").textContent = e.message;
    $("failure").hidden = false;
    if (e.status === 401) {
      const given = await input("This server wants an API key", "It is kept until this tab is closed.", "", "Use it", { type: "password" });
      if (given === null) {
        return;
      }
      key.set(given);
    }
  }
  setTimeout(round, EVERY);
}

themeButton($("theme"), build);
round();
