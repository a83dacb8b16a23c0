import type { EChartsOption } from 'echarts';
import type { BarChart } from './bars';
import { numberOf } from './results';
import type { Results } from './results';

const WIDTH = 760;
/** Above and below the bars: legend and axis. */
const FRAME_HEIGHT = 110;
const BAR_HEIGHT = 34;

/** The page gives each colour a value for light and one for dark. */
const PIECES = ['--c1', '--c2', '--c3', '--c4', '--c5', '--c6'].map((name) => `var(${name})`);
const TEXT = { color: 'var(--text)' };
/** The library cannot measure text here, so names get room to their right. */
const LEGEND = { top: 0, itemGap: 16, textStyle: { ...TEXT, padding: [0, 26, 0, 0] } };
const LINE = { lineStyle: { color: 'var(--line)' } };
const AXIS = { axisLabel: TEXT, nameTextStyle: TEXT, axisLine: LINE, splitLine: LINE };

type Draw = (height: number, option: EChartsOption) => string;

/** Draws charts as SVG. */
export class Drawing {
  private constructor(private readonly draw: Draw) {}

  /** The library takes a while to load, and other commands do without it. */
  public static async load(): Promise<Drawing> {
    const { init } = await import('echarts');
    return new Drawing((height, option) => {
      const chart = init(undefined, undefined, { renderer: 'svg', ssr: true, width: WIDTH, height });
      chart.setOption({ animation: false, ...option });
      const svg = chart.renderToSVGString();
      chart.dispose();
      // What happens below a pointer has the same names in every chart, and is none of a report's matters.
      return svg.replace(/<style .*?<\/style>/s, '');
    });
  }

  /** Bars with their pieces. */
  public bars({ bars, unit }: BarChart): string {
    const pieces = [...new Set(bars.flatMap((bar) => Object.keys(bar.pieces)))];
    return this.draw(FRAME_HEIGHT + BAR_HEIGHT * bars.length, {
      legend: LEGEND,
      grid: { left: 110, right: 70, top: 50, bottom: 30 },
      xAxis: { type: 'value', name: unit, ...AXIS },
      yAxis: { type: 'category', inverse: true, data: bars.map(({ name }) => name), ...AXIS },
      series: pieces.map((name, place) => ({
        ...{ type: 'bar', stack: 'all', name, barWidth: 20, color: PIECES[place % PIECES.length] },
        data: bars.map((bar) => Math.round(bar.pieces[name] ?? 0)),
      })),
    });
  }

  /** How long restored starts of the releases of a service took, oldest first. */
  public history(history: readonly Results[]): string {
    const ordered = [...history].sort((a, b) => numberOf(a) - numberOf(b));
    const restored = ordered.map(({ rows }) => rows.find(({ id }) => id === 'image')?.startMs.median ?? Number.NaN);
    const data = restored.map((value) => Math.round(value));
    return this.draw(240, {
      grid: { left: 110, right: 70, top: 30, bottom: 30 },
      xAxis: { type: 'category', data: ordered.map(({ release }) => release.name), ...AXIS },
      yAxis: { type: 'value', name: 'ms', ...AXIS },
      series: [{ type: 'line', color: PIECES[0], label: { show: true, ...TEXT }, data }],
    });
  }
}
