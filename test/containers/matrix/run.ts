import containersSetup from '../../support/containers-setup';
import type { Fault } from './fault';
import { chosen, optionsOf } from './options';
import { lineOf, rowOf, summaryOf } from './rows';
import type { Row } from './rows';
import { FAULTS } from './table';
import { World } from './world';

/** `npm run test:faults`: injects one fault after the other, and compares what comes out with what the table says. */
async function main(given: readonly string[]): Promise<number> {
  const options = optionsOf(given);
  const wanted = chosen(FAULTS, options);
  await containersSetup();
  const summary = summaryOf(await rowsOf(wanted));
  const { passed, total } = summary;
  process.stdout.write(
    options.json ? `${JSON.stringify(summary, undefined, 2)}\n` : `${passed} of ${total} ended well\n`,
  );
  return passed === total ? 0 : 1;
}

async function rowsOf(wanted: readonly Fault[]): Promise<readonly Row[]> {
  const world = new World();
  const rows: Row[] = [];
  try {
    for (const fault of wanted) {
      const row = rowOf(fault, await fault.run(world));
      rows.push(row);
      process.stderr.write(`${lineOf(row)}\n`);
    }
  } finally {
    await world.close();
  }
  return rows;
}

main(process.argv.slice(2))
  .then((code) => (process.exitCode = code))
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
