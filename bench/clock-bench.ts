import { Command } from 'commander';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RUNTIME_FOLDER, RUNTIME_PACKAGE_FILES, runtimePackageFolder } from '../contract';
import { packagePath } from '../kit/package-path';
import { ProcessRunner } from '../kit/process';
import { buildHost } from '../scripts/runtime/target';
import { spread } from '../cli/rehearsal/measure';
import type { Spread } from '../cli/rehearsal/measure';

const LIMIT_MS = 120_000;
const LIBRARY = `${RUNTIME_FOLDER.slice(1)}/libpreload.so`;

interface ClockReport {
  readonly runs: number;
  /** A call of System.nanoTime(), in ns: the median of ten rounds in a JVM of its own for each run. */
  readonly withoutNs: Spread;
  readonly withNs: Spread;
  readonly ratio: Spread;
}

/** `bench clock`: what a call of System.nanoTime() costs with and without the clock library, alternating. */
export function clockCommand(): Command {
  return new Command('clock')
    .description('what System.nanoTime() costs with the clock library')
    .option('--runs <number>', 'counted runs of each', Number, 15)
    .action(async ({ runs }: { readonly runs: number }) => {
      const folder = mkdtempSync(join(tmpdir(), 'eks-crac-clock-'));
      try {
        process.stdout.write(`${JSON.stringify(await benchmark(runs, folder), undefined, 2)}\n`);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
}

async function benchmark(runs: number, folder: string): Promise<ClockReport> {
  const layer = packagePath(join(runtimePackageFolder(buildHost()), RUNTIME_PACKAGE_FILES.layer));
  const runner = new ProcessRunner();
  await runner.run(['tar', '-xf', layer, '-C', folder, LIBRARY]);
  await runner.run(['javac', '-d', folder, packagePath('bench/NanoTime.java')], { timeoutMs: LIMIT_MS });
  const measure = async (preloaded: string) => {
    const environment = { ...process.env, LD_PRELOAD: preloaded };
    const argv = ['java', '-Xshare:auto', '-cp', folder, 'NanoTime'];
    const { stdout } = await new ProcessRunner(environment).run(argv, { timeoutMs: LIMIT_MS });
    return Number(stdout);
  };
  const pairs: { readonly without: number; readonly preloaded: number }[] = [];
  for (let run = 0; run < runs; run += 1) {
    pairs.push({ without: await measure(''), preloaded: await measure(join(folder, LIBRARY)) });
  }
  return {
    runs,
    withoutNs: spread(pairs.map(({ without }) => without)),
    withNs: spread(pairs.map(({ preloaded }) => preloaded)),
    ratio: spread(pairs.map(({ preloaded, without }) => preloaded / without)),
  };
}
