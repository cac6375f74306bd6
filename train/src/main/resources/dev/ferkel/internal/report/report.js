'use strict';
const runs = JSON.parse(document.getElementById('data').textContent);
const dark = matchMedia('(prefers-color-scheme: dark)');
const COLOURS = {
  light: ['#1f5fbf', '#c2531d', '#2b8a4e', '#8a3fa8', '#a3790b', '#0f8a94'],
  dark: ['#7fb0ff', '#ff9a66', '#6fd39a', '#d29bea', '#e5c15a', '#62d2dc']};
const colour = i => COLOURS[dark.matches ? 'dark' : 'light'][i % 6];
const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const make = (tag, parent, text = '', kind = '') => {
  const e = parent.appendChild(document.createElement(tag));
  e.textContent = text;
  e.className = kind;
  return e;
};
const short = v => v == null ? '--' : v === 0 ? '0' : Math.abs(v) >= 1000 ? Math.round(v).toLocaleString('en')
  : String(+v.toPrecision(4));
const duration = s => s < 60 ? `${s.toFixed(0)} s` : s < 3600 ? `${(s / 60).toFixed(1)} min` : `${(s / 3600).toFixed(2)} h`;
const last = (run, name) => run.curves[name]?.[1].at(-1);

function summary() {
  const place = document.getElementById('summary');
  place.replaceChildren();
  const table = make('table', place);
  const head = make('tr', make('thead', table));
  for (const h of ['Run', 'Steps', 'Tokens', 'Loss', 'Bits per byte', 'Tokens/s', 'Time']) make('th', head, h);
  const body = make('tbody', table);
  runs.forEach((run, i) => {
    const row = make('tr', body);
    const name = make('td', row);
    make('span', name, '', 'swatch').style.background = colour(i);
    name.append(run.name);
    const values = [run.steps, run.tokens, last(run, 'loss'), last(run, 'bits per byte'), last(run, 'tokens per second')];
    for (const v of values) make('td', row, short(v));
    make('td', row, duration(run.seconds));
  });
}

// exponential mean over a hundredth of the longest run, the same for every run: single batches are too noisy to compare
const longest = Math.max(...runs.map(run => run.steps));
function smooth([steps, values]) {
  const reach = Math.max(1, longest / 100);
  let mean = 0, weight = 0, before = 0;
  return values.map((v, i) => {
    const keep = Math.exp((before - steps[i]) / reach);
    before = steps[i];
    mean = keep * mean + (1 - keep) * v;
    weight = keep * weight + (1 - keep);
    return mean / weight;
  });
}

function chart(title, names, options = {}) {
  const shown = [];
  runs.forEach((run, i) => names.forEach((name, n) => {
    if (run.curves[name]) shown.push({label: (runs.length > 1 ? run.name + ' ' : '') + (names.length > 1 ? name : ''), run: i,
      dash: n ? [5, 4] : [], points: run.curves[name]});
  }));
  if (!shown.length) return () => {};
  const place = make('section', document.getElementById('curves'));
  make('h2', place, title + (options.smooth ? ', smoothed' : ''));
  return () => plot(place, title, shown, options);
}

function plot(place, title, shown, options) {
  const tables = shown.map(s => [s.points[0], options.smooth ? smooth(s.points) : s.points[1]]);
  const axis = {stroke: css('--faint'), grid: {stroke: css('--line'), width: 1}, ticks: {stroke: css('--line'), width: 1},
    font: '12px system-ui, sans-serif'};
  const width = place.clientWidth - 32;
  new uPlot({
    width, height: 240,
    scales: {x: {time: false}, y: {distr: options.log && tables.every(t => t[1].every(v => v > 0)) ? 3 : 1, log: 10}},
    axes: [{...axis}, {...axis, size: 62, values: (u, ticks) => ticks.map(t => t == null ? '' : short(t))}],
    series: [{label: 'step'}, ...shown.map(s => ({label: s.label || title.toLowerCase(), stroke: colour(s.run),
      dash: s.dash, width: 1.5, spanGaps: true, points: {show: s.points[0].length < 40, size: 5, fill: colour(s.run)}, value: (u, v) => short(v)}))],
  }, uPlot.join(tables), place);
}

// blue for less than the mean, orange for more, on a scale of powers of two
function heat(load) {
  const t = Math.max(-1, Math.min(1, Math.log2(Math.max(load, 1e-3)) / 2));
  const ground = dark.matches ? [38, 37, 36] : [247, 246, 242];
  const end = t < 0 ? (dark.matches ? [84, 150, 255] : [25, 85, 180]) : (dark.matches ? [255, 140, 70] : [200, 75, 15]);
  return ground.map((g, i) => Math.round(g + (end[i] - g) * Math.abs(t)));
}

function loads() {
  const place = document.getElementById('loads');
  place.replaceChildren();
  for (const run of runs) {
    const layers = Object.entries(run.load);
    if (!layers.length) continue;
    const section = make('section', place, '', 'wide');
    make('h2', section, 'Load of the experts' + (runs.length > 1 ? ', ' + run.name : ''));
    const note = make('p', section, 'Steps from left to right, an expert a row. Share of the mean: a quarter', 'note');
    const scale = make('span', note, '', 'scale');
    scale.style.background = `linear-gradient(to right, ${[.25, .5, 1, 2, 4].map(l => `rgb(${heat(l)})`)})`;
    note.append('four times');
    const grid = make('div', section, '', 'layers');
    for (const [layer, columns] of layers) {
      const figure = make('figure', grid);
      const canvas = make('canvas', figure, '', 'heat');
      make('figcaption', figure, `Layer ${layer}; at the end ${short(Math.min(...columns.at(-1)))} to `
        + `${short(Math.max(...columns.at(-1)))} of the mean`);
      canvas.width = columns.length;
      canvas.height = columns[0].length;
      const context = canvas.getContext('2d');
      const image = context.createImageData(canvas.width, canvas.height);
      columns.forEach((column, x) => column.forEach((load, y) =>
        image.data.set([...heat(load), 255], 4 * (y * canvas.width + x))));
      context.putImageData(image, 0, 0);
    }
  }
}

// the best and the worst answer of a group; a token is the more coloured the less likely it was: there learning pulls
function group(section, sample) {
  const head = make('p', section, '', 'note');
  head.append(`Step ${sample.step}: `);
  make('b', head, sample.prompt);
  head.append(` (${sample.reference})`);
  const pair = make('div', section, '', 'pair');
  for (const answer of sample.answers) {
    const pre = make('pre', pair);
    make('i', pre, `reward ${short(answer.reward)}, advantage ${short(answer.advantage)}\n`);
    answer.tokens.forEach((token, i) => {
      const pull = Math.min(1, Math.abs(answer.advantage)) * (1 - (answer.likely[i] ?? 1));
      const span = make('span', pre, token);
      const rgb = answer.advantage >= 0 ? '25, 140, 70' : '215, 70, 30';
      if (pull > .02) span.style.background = `rgba(${rgb}, ${.15 + .6 * pull})`;
    });
  }
}

function samples() {
  const place = document.getElementById('samples');
  place.replaceChildren();
  for (const run of runs) {
    if (!run.samples.length) continue;
    const section = make('section', place, '', 'wide');
    make('h2', section, 'Samples' + (runs.length > 1 ? ', ' + run.name : ''));
    for (const sample of run.samples) {
      if (sample.answers) {
        group(section, sample);
        continue;
      }
      const pre = make('pre', section);
      make('b', pre, sample.prompt);
      pre.append('\n' + sample.text + '\n');
      make('i', pre, sample.verdict);
    }
  }
}

const grouped = group => [...new Set(runs.flatMap(run => Object.keys(run.curves)))].filter(name => name.startsWith(group + ': '))
  .map(name => [name.slice(group.length + 2), name]);

function draw() {
  document.getElementById('curves').replaceChildren();
  summary();
  // all places first: a plot is as wide as its column
  const plots = [
    chart('Loss', ['loss', 'mtp'], {smooth: true, log: true}),
    chart('Right answers (pass@1)', ['accuracy', 'held-out accuracy'], {smooth: true}),
    chart('Right answers of the groups learned from', ['accuracy learned from'], {smooth: true}),
    ...grouped('accuracy by kind').map(([kind, name]) => chart('Right: ' + kind, [name], {smooth: true})),
    chart('Reward', ['reward'], {smooth: true}),
    ...grouped('rewards').map(([part, name]) => chart('Reward: ' + part, [name], {smooth: true})),
    chart('Well formed', ['format'], {smooth: true}),
    chart('Tokens an answer', ['length'], {smooth: true}),
    chart('Answers that go back', ['search'], {smooth: true}),
    chart('Entropy', ['entropy'], {smooth: true}),
    chart('Divergence from the reference', ['kl'], {smooth: true}),
    chart('Clipped tokens', ['clipped'], {smooth: true}),
    chart('Groups asked', ['groups asked'], {smooth: true}),
    chart('Groups of which all, none is right', ['groups solved', 'groups unsolved'], {smooth: true}),
    chart('Seconds of answering, learning', ['rollout seconds', 'learning seconds'], {smooth: true}),
    chart('Bits per byte, held out', ['bits per byte'], {log: true}),
    chart('Learning rate', ['rate']),
    chart('Gradient norm', ['norm'], {smooth: true, log: true}),
    chart('Tokens per second', ['tokens per second'], {smooth: true}),
    chart('Utilisation', ['utilisation'], {smooth: true}),
  ];
  plots.forEach(plot => plot());
  loads();
  samples();
}

draw();
dark.addEventListener('change', draw);
let width = innerWidth;
addEventListener('resize', () => { if (innerWidth !== width) { width = innerWidth; draw(); } });
