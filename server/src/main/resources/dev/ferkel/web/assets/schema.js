// A JSON Schema as a list: names, types, bounds, what they mean.
import { h } from "./dom.js";

const MOST_DEPTH = 6;

function kind(schema) {
  if (schema.const !== undefined) {
    return JSON.stringify(schema.const);
  }
  if (schema.enum) {
    return schema.enum.map((v) => JSON.stringify(v)).join(" | ");
  }
  if (schema.type === "array") {
    return "array";
  }
  return [schema.type ?? ""].flat().filter((t) => t !== "null").join(" or ");
}

function bounds(schema) {
  const parts = [];
  if (schema.minimum !== undefined && Math.abs(schema.minimum) < 1e9) {
    parts.push(`≥ ${schema.minimum}`);
  }
  if (schema.maximum !== undefined && schema.maximum < 1e9) {
    parts.push(`≤ ${schema.maximum}`);
  }
  if (schema.maxItems !== undefined) {
    parts.push(`at most ${schema.maxItems}`);
  }
  if (schema.pattern) {
    parts.push(schema.pattern);
  }
  return parts.length > 0 ? ` (${parts.join(", ")})` : "";
}

function parts(schema, resolve, depth) {
  const whole = resolve(schema);
  if (depth > MOST_DEPTH) {
    return [];
  }
  if (whole.contentSchema) {
    return parts(whole.contentSchema, resolve, depth + 1);
  }
  if (whole.properties) {
    return Object.entries(whole.properties).map(([name, property]) => item(name, property, (whole.required ?? []).includes(name), resolve, depth));
  }
  if (whole.items) {
    const inner = parts(whole.items, resolve, depth + 1);
    return inner.length > 0 ? inner : simple(resolve(whole.items));
  }
  if (whole.anyOf) {
    const some = whole.anyOf.filter((s) => s.type !== "null");
    if (some.length === 1) {
      return parts(some[0], resolve, depth + 1);
    }
    return some.map((s) => item("", s, false, resolve, depth));
  }
  return [];
}

const simple = (schema) => [h("li", {}, "of ", h("span", { class: "kind" }, kind(schema) || "anything"))];

function item(name, schema, needed, resolve, depth) {
  const whole = resolve(schema);
  const only = whole.anyOf?.filter((s) => s.type !== "null");
  const shown = only?.length === 1 ? { ...resolve(only[0]), description: whole.description ?? resolve(only[0]).description } : whole;
  const label = name ? [h("code", {}, name), " "] : [whole.title ? `${whole.title} ` : "or "];
  const type = shown.anyOf ? "one of" : kind(shown);
  const head = [...label, h("span", { class: "kind" }, type + bounds(shown)), needed ? h("span", { class: "needed" }, " needed") : "", shown.description ? ` – ${shown.description}` : ""];
  const inner = parts(schema, resolve, depth + 1);
  if (inner.length === 0) {
    return h("li", {}, ...head);
  }
  return h("li", {}, h("details", {}, h("summary", {}, ...head), h("ul", { class: "schema" }, ...inner)));
}

export function schemaView(schema, resolve) {
  const whole = resolve(schema);
  const list = parts(schema, resolve, 0);
  return h("div", {}, ...(whole.description ? [h("p", { class: "quiet" }, whole.description)] : []),
    list.length > 0 ? h("ul", { class: "schema" }, ...list) : h("p", {}, h("span", { class: "kind" }, kind(whole) || "anything")));
}
