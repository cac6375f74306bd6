// The API's description (OpenAPI 3.1) to read.
import { h } from "./dom.js";
import { schemaView } from "./schema.js";
import { themeButton } from "./themes.js";

themeButton(document.getElementById("theme"));
const doc = await (await fetch("openapi.json")).json();
const resolve = (node) => (node.$ref ? node.$ref.slice(2).split("/").reduce((at, part) => at[part], doc) : node);
const main = document.getElementById("main");

/** Paths that do the same thing are shown together: /v1/models and /models. */
function operations() {
  const found = new Map();
  for (const [path, methods] of Object.entries(doc.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const same = `${method} ${operation.summary}`;
      const one = found.get(same) ?? { method, operation, paths: [] };
      one.paths.push(path);
      found.set(same, one);
    }
  }
  return [...found.values()];
}

function curl(path, method, operation) {
  const body = operation.requestBody?.content["application/json"].schema;
  const example = body && resolve(body).examples?.[0];
  const filled = (operation.parameters ?? []).reduce((p, x) => p.replace(`{${x.name}}`, x.example), path);
  const lines = [`curl ${location.origin}${filled}`];
  if (operation.security === undefined) {
    lines.push(`  -H "Authorization: Bearer $KEY"`);
  }
  if (example) {
    lines.push(`  -H "Content-Type: application/json"`, `  -d '${JSON.stringify(example)}'`);
  } else if (method !== "get") {
    lines.push(`  -X ${method.toUpperCase()}`);
  }
  return h("pre", { tabindex: "0", "aria-label": "Example" }, h("code", {}, lines.join(" \\\n")));
}

function responses(operation) {
  const rows = Object.entries(operation.responses).map(([status, r]) => {
    const response = resolve(r);
    return h("tr", {}, h("th", { scope: "row" }, status), h("td", {}, response.description));
  });
  return h("div", { class: "table" }, h("table", {}, h("tbody", {}, ...rows)));
}

function contents(content) {
  return Object.entries(content ?? {}).flatMap(([type, { schema }]) =>
    [h("p", {}, h("code", {}, type)), schemaView(schema, resolve)]);
}

function view({ method, operation, paths }) {
  const ok = operation.responses["200"];
  const inside = h("div", { class: "inside" });
  const details = h("details", { class: "operation", id: operation.operationId },
    h("summary", {}, h("span", { class: "method" }, method.toUpperCase()), h("span", { class: "path" }, paths[0]), h("span", {}, operation.summary)), inside);
  // schemas are many: they are made when they are looked at
  details.addEventListener("toggle", () => {
    if (details.open && inside.childElementCount === 0) {
      inside.append(
        ...(operation.description ? [h("p", {}, operation.description)] : []),
        ...(paths.length > 1 ? [h("p", { class: "quiet" }, "Also: ", ...paths.slice(1).flatMap((p) => [h("code", {}, p), " "]))] : []),
        curl(paths[0], method, operation),
        ...(operation.parameters ? [h("h3", {}, "Parameters"), ...operation.parameters.map((p) => h("p", {}, h("code", {}, p.name), ` in the ${p.in}: ${p.description ?? ""}`))] : []),
        ...(operation.requestBody ? [h("h3", {}, "Request"), ...contents(operation.requestBody.content)] : []),
        ...(ok ? [h("h3", {}, "Answer"), ...contents(resolve(ok).content)] : []),
        h("h3", {}, "Statuses"),
        responses(operation),
      );
    }
  });
  return details;
}

main.append(h("p", {}, doc.info.summary, " ", doc.info.description));
const all = operations();
for (const tag of doc.tags) {
  main.append(h("section", { "aria-label": tag.name }, h("h2", {}, tag.name), h("p", { class: "quiet" }, tag.description),
    ...all.filter((o) => o.operation.tags.includes(tag.name)).map(view)));
}
main.append(h("section", { "aria-label": "Errors" }, h("h2", {}, "Errors"), h("p", {}, "An error's body says what went wrong:"),
  schemaView({ $ref: "#/components/schemas/Error" }, resolve)));
const chosen = document.getElementById(location.hash.slice(1));
if (chosen) {
  chosen.open = true;
  chosen.scrollIntoView();
}
