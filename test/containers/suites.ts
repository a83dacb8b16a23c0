/** How Jest is called for the container tests, and whether the lines of comparisons are all that is printed. */
export interface Suites {
  readonly arguments: readonly string[];
  readonly rows: boolean;
}

/** The suite that has a short form among all others, and is meant in its long one when it is named. */
const CLONES = 'clones';

/**
 * Reads what stands behind `npm run test:containers --`: patterns and options of Jest. The pattern `clones` means the
 * long suite, and `--json` beside it the lines of its comparisons in the place of Jest's own document.
 */
export function suitesOf(given: readonly string[]): Suites {
  const clones = given.includes(CLONES);
  const rows = clones && given.includes('--json');
  // A pattern is looked for in whole paths, and a checkout may be in a folder of that name.
  const rest = given
    .filter((argument) => !(rows && argument === '--json'))
    .map((argument) => (argument === CLONES ? 'containers/clones/' : argument));
  return { arguments: ['--selectProjects', clones ? 'containers-slow' : 'containers', '--runInBand', ...rest], rows };
}
