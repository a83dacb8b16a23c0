import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { init } from 'echarts';
import type { EChartsOption } from 'echarts';
import { packagePath } from '../kit/package-path';

/** The results as a benchmark prints them with `--json`, and the pictures of them. */
const FOLDER = packagePath('docs/benchmarks');
const SIZE = { width: 640, height: 280 };
const COLOURS = { cold: '#9aa5b1', copied: '#4c8bf5', mapped: '#1c9a5b' } as const;

type Kind = keyof typeof COLOURS;

interface Spread {
  readonly median: number;
}

interface Restores {
  readonly starts: readonly { readonly id: string; readonly startMs: Spread; readonly memoryBytes: Spread }[];
  readonly replicas: readonly { readonly replicas: number; readonly memory: Kind; readonly chargedBytes: number }[];
}

interface Storm {
  readonly copies: number;
  readonly memory: Kind;
  readonly p95Ms: Spread;
}

const isKind = (id: string): id is Kind => id in COLOURS;

function bars(title: string, unit: string, values: ReadonlyMap<Kind, number>, axis: 'log' | 'value'): EChartsOption {
  const data = [...values].map(([kind, value]) => ({ value: Math.round(value), itemStyle: { color: COLOURS[kind] } }));
  return {
    animation: false,
    title: { text: title, left: 'center', textStyle: { fontSize: 14 } },
    grid: { left: 70, right: 70 },
    xAxis: { type: axis, name: unit, ...(axis === 'log' ? { min: 10 } : {}) },
    yAxis: { type: 'category', inverse: true, data: [...values.keys()] },
    series: [{ type: 'bar', data, barWidth: 26, label: { show: true, position: 'right' } }],
  };
}

interface Point {
  readonly memory: Kind;
  readonly x: number;
  readonly y: number;
}

function lines(title: string, xName: string, yName: string, points: readonly Point[]): EChartsOption {
  const kinds = [...new Set(points.map(({ memory }) => memory))];
  return {
    animation: false,
    title: { text: title, left: 'center', textStyle: { fontSize: 14 } },
    legend: { bottom: 0 },
    grid: { left: 70, right: 90, bottom: 60 },
    xAxis: { type: 'category', name: xName, data: [...new Set(points.map(({ x }) => x))] },
    yAxis: { type: 'value', name: yName },
    series: kinds.map((kind) => ({
      type: 'line',
      name: kind,
      color: COLOURS[kind],
      label: { show: true },
      data: points.filter(({ memory }) => memory === kind).map(({ y }) => Math.round(y)),
    })),
  };
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(join(FOLDER, name), 'utf8'));
}

/** The pictures by their file names. */
export function charts(): ReadonlyMap<string, string> {
  const restores = read('restore.json') as Restores;
  const storms = read('storm.json') as readonly Storm[];
  const of = (value: (row: Restores['starts'][number]) => number) =>
    new Map(restores.starts.flatMap((row) => (isKind(row.id) ? [[row.id, value(row)] as const] : [])));
  const replicas = restores.replicas.map(({ chargedBytes, memory, replicas: x }) => ({
    memory,
    x,
    y: chargedBytes / 1e6,
  }));
  const storm = storms.map(({ copies, memory, p95Ms }) => ({ memory, x: copies, y: p95Ms.median }));
  const options: Readonly<Record<string, EChartsOption>> = {
    'start.svg': bars(
      'container start to first 200',
      'ms',
      of(({ startMs }) => startMs.median),
      'log',
    ),
    'memory.svg': bars(
      'memory charged at the first 200',
      'MB',
      of(({ memoryBytes }) => memoryBytes.median / 1e6),
      'value',
    ),
    'replicas.svg': lines('memory charged to replicas on one machine', 'replicas', 'MB', replicas),
    'storm.svg': lines('restores at once: p95 to the first 200', 'restores', 'ms', storm),
  };
  return new Map(Object.entries(options).map(([name, option]) => [name, draw(option)]));
}

function draw(option: EChartsOption): string {
  const chart = init(undefined, undefined, { renderer: 'svg', ssr: true, ...SIZE });
  chart.setOption(option);
  const svg = chart.renderToSVGString();
  chart.dispose();
  return `${svg}\n`;
}

if (require.main === module) {
  for (const [name, svg] of charts()) writeFileSync(join(FOLDER, name), svg);
}
