// The models to choose from.
import { h } from "./dom.js";

/** The server's own come first; DeepSeek's names are other names of the first one. */
export function fillModels(select, list, wanted) {
  const isOwn = (m, i) => i === 0 || m.owner !== "deepseek";
  const options = (models) => models.map((m) => h("option", { value: m.id }, m.id));
  const own = list.filter(isOwn);
  const others = list.filter((m, i) => !isOwn(m, i));
  select.replaceChildren(...options(own));
  if (others.length > 0) {
    select.append(h("optgroup", { label: "DeepSeek's names" }, ...options(others)));
  }
  if (list.some((m) => m.id === wanted)) {
    select.value = wanted;
  }
}

/** The model that is chosen, by its own name. */
export function ownName(select) {
  const isAlias = select.selectedOptions[0]?.parentElement?.tagName === "OPTGROUP";
  return isAlias && select.value !== "deepseek-reasoner" ? select.options[0].value : select.value;
}
