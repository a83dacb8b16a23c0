import { AssertionError } from 'node:assert/strict';
import type { EngineType } from '../../../contract';
import { WaitTimeout } from '../../../kit/wait';
import containersSetup from '../../support/containers-setup';
import { ASPECTS } from './aspects';
import type { Aspect } from './aspects';
import { optionsOf } from './options';
import { Trial } from './trial';
import type { Jdk } from './trial';

interface Row {
  readonly engine: EngineType;
  readonly jdk: string;
  readonly aspect: string;
  readonly outcome: 'shown' | 'not so' | 'not asked';
  readonly seen: string;
}

/** `npm run test:engines`: shows each aspect of each engine on one JDK, real or stand-in. */
async function main(given: readonly string[]): Promise<number> {
  const { engines, jdk, json } = optionsOf(given);
  await containersSetup();
  const rows: Row[] = [];
  for (const engine of engines) {
    const trial = await Trial.of(engine, jdk);
    try {
      for (const aspect of ASPECTS) rows.push(await rowOf(trial, aspect, nameOf(jdk)));
    } finally {
      await trial.dispose();
    }
  }
  process.stdout.write(json ? `${JSON.stringify(rows, undefined, 2)}\n` : tableOf(rows));
  return rows.some(({ outcome }) => outcome === 'not so') ? 1 : 0;
}

const nameOf = (jdk: Jdk) => (jdk.kind === 'real' ? jdk.image : 'stand-in');

async function rowOf(trial: Trial, { applies, name, run }: Aspect, jdk: string): Promise<Row> {
  const row = { engine: trial.engine, jdk, aspect: name };
  if (!applies(trial)) return { ...row, outcome: 'not asked', seen: '' };
  try {
    return { ...row, outcome: 'shown', seen: await run(trial) };
  } catch (error) {
    if (!(error instanceof AssertionError) && !(error instanceof WaitTimeout)) throw error;
    return { ...row, outcome: 'not so', seen: error.message.replace(/\s+/g, ' ').slice(0, 200) };
  }
}

/** As docs/engines.md has it. */
function tableOf(rows: readonly Row[]): string {
  const lines = rows.map((row) => [row.engine, row.jdk, row.aspect, row.outcome, row.seen.replaceAll('|', '/')]);
  const all = [['Engine', 'JDK', 'Aspect', 'Outcome', 'Seen'], ['---', '---', '---', '---', '---'], ...lines];
  return all.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

main(process.argv.slice(2))
  .then((code) => (process.exitCode = code))
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
