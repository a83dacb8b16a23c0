/** How Jest is called for the container tests, and whether the lines of comparisons are all that is printed. */
export interface Suites {
  readonly arguments: readonly string[];
  readonly rows: boolean;
}

/** The suite whose long form is its only use by name: of the short one it is the first row. */
const CLONES = 'clones';

/**
 * Reads what stands behind `npm run test:containers --`: patterns and options of Jest. The pattern `clones` means the
 * long suite, and `--json` beside it the lines of its comparisons in the place of Jest's own document.
 */
export function suitesOf(given: readonly string[]): Suites {
  const clones = given.includes(CLONES);
  const rows = clones && given.includes('--json');
  const rest = rows ? given.filter((argument) => argument !== '--json') : given;
  return { arguments: ['--selectProjects', clones ? 'full' : 'containers', '--runInBand', ...rest], rows };
}
