import containersSetup from '../../support/containers-setup';
import { kinds } from '../../../scripts/corpus/kinds';
import { chosen, optionsOf } from './options';
import { lineOf, rowOf, summaryOf } from './rows';
import type { Row } from './rows';
import { runKind } from './run-kind';

/** `npm run test:corpus`: rehearses every kind, and compares what comes out with what its folder says. */
async function main(given: readonly string[]): Promise<number> {
  const { json, only } = optionsOf(given);
  const wanted = chosen(kinds(), only);
  await containersSetup();
  const rows: Row[] = [];
  for (const kind of wanted) {
    for (const root of kind.expected.roots) {
      const began = performance.now();
      const outcome = await runKind(kind, root);
      const row = rowOf(kind, root, outcome, Math.round((performance.now() - began) / 1000));
      rows.push(row);
      process.stderr.write(`${lineOf(row)}\n`);
    }
  }
  const summary = summaryOf(rows);
  const { total, firstTry, refused, failed } = summary;
  const counted = `${total} kinds: ${firstTry} released, ${refused} refused with a remedy, ${failed} open or different`;
  process.stdout.write(json ? `${JSON.stringify({ kinds: summary }, undefined, 2)}\n` : `${counted}\n`);
  return rows.some(({ difference }) => difference !== undefined) ? 1 : 0;
}

main(process.argv.slice(2))
  .then((code) => (process.exitCode = code))
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
