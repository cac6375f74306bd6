// Lines over the last minutes (uPlot), in the page's colours.
import { h } from "./dom.js";

const HEIGHT = 180;
const SECONDS = 300;
const WHOLE = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

/** A plot: show(columns) draws data, destroy() removes it. */
export function plot(parent, { title, series, most, whole }) {
  const probes = series.map((_, i) => h("span", { class: `series-${i}`, hidden: true }));
  const figure = h("figure", { class: "plot" }, h("figcaption", {}, title), ...probes);
  parent.append(figure);
  const page = getComputedStyle(document.body);
  const grid = { stroke: mix(page.color, 0.12), width: 1 };
  const axis = { stroke: page.color, grid, ticks: grid, font: `12px ${page.fontFamily}` };
  const lines = series.map(([label], i) => ({
    label,
    stroke: getComputedStyle(probes[i]).color,
    width: 2,
    dash: i === 0 ? [] : i === 1 ? [6, 4] : [2, 3],
    points: { show: false },
    value: (u, v, at, index) => shown(index === null ? u.data[at].at(-1) : v),
  }));
  const width = () => Math.max(200, figure.clientWidth - 24);
  const chart = new globalThis.uPlot({
    width: width(),
    height: HEIGHT,
    cursor: { y: false },
    scales: { x: { range: (_u, _min, max) => [max - SECONDS, max] }, y: { range: (_u, _min, max) => [0, most ?? Math.max(1, 1.1 * max)] } },
    axes: [{ ...axis, values: (_u, ticks) => ticks.map((t) => clock(t)), space: 70 }, { ...axis, size: 50, incrs: whole ? WHOLE : undefined }],
    series: [{ label: "time", value: (u, v, at, index) => clock(index === null ? u.data[at].at(-1) : v, true) }, ...lines],
  }, [[], ...series.map(() => [])], figure);
  chart.root.querySelector("canvas").setAttribute("aria-hidden", "true");
  const resize = new ResizeObserver(() => chart.setSize({ width: width(), height: HEIGHT }));
  resize.observe(figure);
  return {
    show: (columns) => chart.setData([columns.time, ...series.map(([, name]) => columns[name])]),
    destroy: () => {
      resize.disconnect();
      chart.destroy();
    },
  };
}

/** Beside a line's name: where the pointer is, or else the latest. */
function shown(value) {
  return value === null || value === undefined ? "–" : value.toLocaleString("en-US", { maximumFractionDigits: value < 10 ? 1 : 0 });
}

function mix(color, share) {
  return `color-mix(in srgb, ${color} ${100 * share}%, transparent)`;
}

function clock(seconds, precise = false) {
  if (seconds === undefined || seconds === null) {
    return "–";
  }
  return new Date(1000 * seconds).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", ...(precise ? { second: "2-digit" } : {}) });
}
