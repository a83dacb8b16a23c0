import { Command } from 'commander';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { packagePath } from '../kit/package-path';
import { ProcessRunner } from '../kit/process';
import { spread } from '../cli/rehearsal/measure';
import type { Spread } from '../cli/rehearsal/measure';

const LIMIT_MS = 120_000;

const cdkJson = z.object({ context: z.record(z.string(), z.unknown()) });

interface SynthesisReport {
  readonly runs: number;
  readonly referenceAppMs: Spread;
  readonly bareBlueprintMs: Spread;
  /** Each run of the reference app divided by the bare blueprint's run that followed it. */
  readonly ratio: Spread;
}

/**
 * `bench synthesis`: compares the reference app with a blueprint that has the same add-ons, as whole processes,
 * alternating.
 */
export function synthesisCommand(): Command {
  return new Command('synthesis')
    .description('measure the synthesis of the reference app against a bare blueprint with the same add-ons')
    .option('--runs <number>', 'counted runs of each', Number, 7)
    .action(async ({ runs }: { readonly runs: number }) => {
      process.stdout.write(`${JSON.stringify(await compareSyntheses(runs), undefined, 2)}\n`);
    });
}

/** Measures both in turn, as often as said. */
export async function compareSyntheses(runs: number): Promise<SynthesisReport> {
  const pairs: { readonly app: number; readonly bare: number }[] = [];
  // The first pair warms the file cache and is not counted.
  for (let run = 0; run <= runs; run += 1) {
    const pair = { app: await synthesise('bin/app.ts'), bare: await synthesise('bench/bare-blueprint.ts') };
    if (run > 0) pairs.push(pair);
  }
  return {
    runs,
    referenceAppMs: spread(pairs.map(({ app }) => app)),
    bareBlueprintMs: spread(pairs.map(({ bare }) => bare)),
    ratio: spread(pairs.map(({ app, bare }) => app / bare)),
  };
}

async function synthesise(program: string): Promise<number> {
  const output = mkdtempSync(join(tmpdir(), 'eks-crac-synthesis-'));
  const environment = { ...process.env, CDK_OUTDIR: output, CDK_CONTEXT_JSON: context() };
  const began = performance.now();
  try {
    const argv = [process.execPath, '--import', 'tsx', program];
    await new ProcessRunner(environment).run(argv, { cwd: packagePath('.'), timeoutMs: LIMIT_MS });
    return performance.now() - began;
  } finally {
    rmSync(output, { recursive: true });
  }
}

/** The context that the CDK CLI would read from cdk.json and pass to the app; both programs get it. */
function context(): string {
  const file = readFileSync(packagePath('cdk.json'), 'utf8');
  return JSON.stringify(cdkJson.parse(JSON.parse(file)).context);
}
