/** How Jest is called for the container tests, and whether only the lines of comparisons are printed. */
export interface Suites {
  readonly arguments: readonly string[];
  readonly rows: boolean;
}

/** The only suite with a short form; naming it selects the long one. */
const CLONES = 'clones';

/**
 * Parses the arguments after `npm run test:containers --`: patterns and options of Jest. The pattern `clones` selects
 * the long suite; with `--json` its comparison lines are printed instead of Jest's document.
 */
export function suitesOf(given: readonly string[]): Suites {
  const clones = given.includes(CLONES);
  const rows = clones && given.includes('--json');
  // Patterns match whole paths, and a checkout may be in a folder of that name.
  const rest = given
    .filter((argument) => !(rows && argument === '--json'))
    .map((argument) => (argument === CLONES ? 'containers/clones/' : argument));
  return { arguments: ['--selectProjects', clones ? 'containers-slow' : 'containers', '--runInBand', ...rest], rows };
}
