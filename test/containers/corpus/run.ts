import containersSetup from '../../support/containers-setup';
import { applications, kinds } from '../../../scripts/corpus/kinds';
import type { Kind } from '../../../scripts/corpus/kinds';
import { chosen, optionsOf } from './options';
import { countsOf, lineOf, rowOf, summaryOf } from './rows';
import type { Row } from './rows';
import { runKind } from './run-kind';

/** `npm run test:corpus`: rehearses every kind, and compares what comes out with what its folder says. */
async function main(given: readonly string[]): Promise<number> {
  const { apps, json, only } = optionsOf(given);
  const offered = apps ? [...kinds(), ...applications()] : kinds();
  const wanted = chosen(offered, only);
  await containersSetup();
  const others = new Set(apps ? applications().map(({ folder }) => folder) : []);
  const ofKinds = await rowsOf(wanted.filter(({ folder }) => !others.has(folder)));
  const ofApplications = await rowsOf(wanted.filter(({ folder }) => others.has(folder)));
  const summary = { kinds: summaryOf(ofKinds), applications: summaryOf(ofApplications) };
  const lines = [
    `kinds: ${countsOf(summary.kinds)}`,
    ...(apps ? [`applications: ${countsOf(summary.applications)}`] : []),
  ];
  process.stdout.write(`${json ? JSON.stringify(summary, undefined, 2) : lines.join('\n')}\n`);
  return [...ofKinds, ...ofApplications].some(({ difference }) => difference !== undefined) ? 1 : 0;
}

/** Runs one after the other, and prints a line for each. */
async function rowsOf(wanted: readonly Kind[]): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const [kind, root] of wanted.flatMap((one) => one.expected.roots.map((root) => [one, root] as const))) {
    const began = performance.now();
    const outcome = await runKind(kind, root);
    const row = rowOf(kind, root, outcome, Math.round((performance.now() - began) / 1000));
    rows.push(row);
    process.stderr.write(`${lineOf(row)}\n`);
  }
  return rows;
}

main(process.argv.slice(2))
  .then((code) => (process.exitCode = code))
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
