import { BASE_IMAGES, ENGINES } from '../../engines';
import type { BaseImage } from '../../engines';
import { code, item } from './text';

const COLUMNS: readonly (readonly [string, (image: BaseImage) => string])[] = [
  ['Engine', ({ engine }) => code(engine)],
  ['Base image', ({ image }) => code(image)],
  ['Kit', ({ kit, libc }) => `${kit}, ${libc}`],
  ['`checkpoint.trigger`', trigger],
  ['Proven', ({ proven }) => proven],
];

/** Every base image, and when a checkpoint can be taken there. */
export function engineTable(): string {
  const rows = [COLUMNS.map(([title]) => title), ...BASE_IMAGES.map((image) => COLUMNS.map(([, cell]) => cell(image)))];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lineOf = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  const [head = [], ...others] = rows;
  return [lineOf(head), lineOf(widths.map((width) => '-'.repeat(width))), ...others.map(lineOf)].join('\n');
}

/** CRIU is called from outside, so engine criu needs no `jcmd`. */
function trigger({ engine, kit }: BaseImage): string {
  return kit === 'JDK' || engine === 'criu' ? 'each' : 'service, on-refresh';
}

/** On which CPUs, beside those that have the flags of the capture. */
export function engineCpus(): string {
  return Object.values(ENGINES)
    .map(({ architectures, cpuFeatures, type }) => {
      const features = cpuFeatures ? '; `features` of a CPU class limits what its compiled code uses' : '';
      return item(`${code(type)}: ${architectures.join(' and ')}${features}`);
    })
    .join('\n');
}
