import { barCharts } from './bars';
import type { BarChart } from './bars';
import type { Drawing } from './draw';
import type { Results } from './results';

const STYLE = `
:root { color-scheme: light dark; --page: #fff; --text: #1f2933; --line: #cbd2d9;
  --c1: #1c9a5b; --c2: #4c8bf5; --c3: #e0a030; --c4: #9b5de5; --c5: #d64550; --c6: #9aa5b1; }
@media (prefers-color-scheme: dark) {
  :root { --page: #14181d; --text: #e4e7eb; --line: #3e4c59;
    --c1: #3ecf8e; --c2: #7fb0ff; --c3: #f0c060; --c4: #c39bff; --c5: #ff7b83; --c6: #7b8794; } }
body { margin: 2rem auto; max-width: 780px; padding: 0 1rem; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, sans-serif; }
figure { margin: 2rem 0; } figure svg { width: 100%; height: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .2rem .8rem; border-bottom: 1px solid var(--line); text-align: right; }
th:first-child, td:first-child { text-align: left; }`;

/** One file that needs no other: the last results of a service, and how its releases compare. */
export function reportPage(latest: Results, history: readonly Results[], drawing: Drawing): string {
  const { engine, name, service } = latest.release;
  const title = escape(`${service} ${name}`);
  const releases =
    history.length < 2 ? '' : figure('history', 'Restored starts of the releases', drawing.history(history));
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    `<title>${title}</title><style>${STYLE}</style></head><body>`,
    `<h1>${title}</h1>`,
    `<p>${escape(sentence(latest))} Engine: ${escape(engine)}. Times are medians in milliseconds.</p>`,
    ...barCharts(latest).map((chart) => figure(chart.id, chart.title, drawing.bars(chart), table(chart))),
    releases,
    '</body></html>',
    '',
  ].join('\n');
}

function sentence({ rows }: Results): string {
  const restored = rows.find(({ id }) => id === 'image');
  if (restored === undefined) return 'No restored start was measured.';
  return `A restored start takes ${restored.startMs.median.toFixed(0)} ms, ${restored.ratioToCold} times less than a cold one.`;
}

function figure(id: string, title: string, svg: string, below = ''): string {
  return `<figure id="${id}"><figcaption><h2>${escape(title)}</h2></figcaption>${svg}${below}</figure>`;
}

function table({ bars, unit }: BarChart): string {
  const pieces = [...new Set(bars.flatMap((bar) => Object.keys(bar.pieces)))];
  const row = (tag: 'td' | 'th', cells: readonly string[]) =>
    `<tr>${cells.map((cell) => `<${tag}>${escape(cell)}</${tag}>`).join('')}</tr>`;
  const body = bars.map(({ name, pieces: own }) => {
    const values = pieces.map((piece) => own[piece]);
    const total = Object.values(own).reduce((sum, value) => sum + value, 0);
    return row('td', [name, ...values.map((value) => value?.toFixed(0) ?? ''), total.toFixed(0)]);
  });
  return `<table>${row('th', [unit, ...pieces, 'total'])}${body.join('')}</table>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
