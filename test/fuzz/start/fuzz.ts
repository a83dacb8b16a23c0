import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import fc from 'fast-check';
import type { Case } from './case';
import { cases } from './cases';
import { Containers } from './container';
import { judge } from './judge';
import { programsIn } from './programs';
import type { Programs } from './programs';
import { Room } from './room';

interface Options {
  readonly cases: number;
  readonly seed: number;
  readonly workers: number;
  readonly path?: string;
}

const EVERY_MS = 10_000;
// Each case makes and removes some files.
const memory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const outcomes = new Map<string, number>();

/** Runs this share of the cases, one after the other; answers a description of the first that fails, made small. */
async function work(seed: number, share: Omit<Options, 'seed'>, programs: Programs, root: string): Promise<string> {
  mkdirSync(root);
  const room = new Room(root, programs);
  const containers = new Containers(programs.runner, root);
  const property = fc.asyncProperty(cases, async (one) => {
    try {
      count(await runCase(room, containers, one));
    } catch (error) {
      room.make(programs);
      throw error;
    }
  });
  const path = share.path === undefined ? {} : { path: share.path };
  const result = await fc.check(property, { seed, numRuns: share.cases, ...path });
  containers.close();
  if (!result.failed) return '';
  const repeat = `npm run fuzz:start -- --seed ${seed} --workers 1 --path ${result.counterexamplePath ?? ''}`;
  return `${JSON.stringify(result.counterexample, undefined, 2)}\n${String(result.errorInstance)}\nrepeat it: ${repeat}\n`;
}

async function runCase(room: Room, containers: Containers, one: Case): Promise<string> {
  await containers.makePipes(room.arrange(one));
  const before = room.kept();
  const store = one.store ? ['EKS_CRAC_STORE=/store'] : [];
  const ended = await containers.run(['/opt/eks-crac/start', one.command], [...store, ...one.environment]);
  const [ran, stderr] = [room.read('log/ran').toString(), room.read('log/err')];
  const kept = [before, room.kept()] as const;
  return judge(one, { ...ended, kept, ran, stderr });
}

function count(outcome: string): void {
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
}

function progress(began: number): void {
  const ran = [...outcomes.values()].reduce((sum, value) => sum + value, 0);
  const seconds = (performance.now() - began) / 1000;
  process.stderr.write(`… ${ran} cases in ${seconds.toFixed(0)} s, ${(ran / seconds).toFixed(0)} cases/s\n`);
}

async function main({ cases: all, path, seed, workers }: Options): Promise<number> {
  const folder = mkdtempSync(join(memory, 'eks-crac-fuzz-'));
  const began = performance.now();
  const timer = setInterval(() => progress(began), EVERY_MS);
  process.stderr.write(`… seed ${seed}\n`);
  try {
    const programs = await programsIn(folder);
    const share = { cases: Math.ceil(all / workers), workers, ...(path === undefined ? {} : { path }) };
    const numbers = Array.from({ length: workers }, (_, index) => index);
    const failures = await Promise.all(
      numbers.map((index) => work(seed + index, share, programs, join(folder, `root-${index}`))),
    );
    progress(began);
    for (const [outcome, times] of [...outcomes].sort()) process.stdout.write(`${outcome}: ${times}\n`);
    process.stdout.write(failures.join(''));
    return failures.some((failure) => failure !== '') ? 1 : 0;
  } finally {
    clearInterval(timer);
    rmSync(folder, { recursive: true, force: true });
  }
}

function whole(text: string): number {
  if (/^-?\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is not a whole number.');
}

const program = new Command('npm run fuzz:start --')
  .description('run `start` in containers of all kinds, and check what it must do in each')
  .option('--cases <number>', 'how many', whole, 10_000)
  .option('--seed <number>', 'of the random numbers', whole, Date.now() % 1_000_000_000)
  .option('--workers <number>', 'how many at once; some wait', whole, 2 * availableParallelism())
  .option('--path <path>', 'of a failed case, from its message')
  .action(async (options: Options) => {
    process.exitCode = await main(options);
  });

void program.parseAsync();
