import { createReadStream, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { drawnSecrets } from './drawn-secrets';
import { SecretSearch } from '../stage/secrets/scanner';

interface SearchRate {
  readonly bytes: number;
  /** Of one core; what waits for the disk is not in it. */
  readonly cpuMs: number;
  readonly megabytesPerSecond: number;
  readonly values: number;
  readonly kinds: number;
  readonly found: Readonly<Record<string, number>>;
}

const BATCH = 1 << 20;

/** `bench secrets`: how fast the search for secrets is. */
export function secretsCommand(): Command {
  return new Command('secrets')
    .description('measure how fast files are searched for secrets, by one core; prints one JSON document')
    .argument('<path...>', 'files, or folders of files, such as those of a checkpoint')
    .option('--values <number>', 'how many made-up values are looked for as well', Number, 40)
    .option('--runs <number>', 'how often; the first ones warm up, the median of the rest counts', Number, 7)
    .action(async (paths: readonly string[], { runs, values }: { readonly runs: number; readonly values: number }) => {
      const rates: SearchRate[] = [];
      const search = new SecretSearch(drawnSecrets(values));
      for (let run = 0; run < runs; run++) rates.push(await measure(search, paths.flatMap(filesIn)));
      const counted = rates.slice(2).sort((a, b) => a.cpuMs - b.cpuMs);
      process.stdout.write(`${JSON.stringify(counted[counted.length >> 1], undefined, 2)}\n`);
    });
}

async function measure(search: SecretSearch, files: readonly string[]): Promise<SearchRate> {
  const found: Record<string, number> = {};
  const scanner = search.scanner((sighting) => {
    const name = sighting.of === 'value' ? sighting.secret.name : sighting.shape.kind;
    found[name] = (found[name] ?? 0) + 1;
  });
  let bytes = 0;
  let micros = 0;
  for (const file of files) {
    for await (const chunk of createReadStream(file, { highWaterMark: BATCH })) {
      const before = process.cpuUsage();
      scanner.push(chunk as Uint8Array);
      const { system, user } = process.cpuUsage(before);
      micros += system + user;
      bytes += (chunk as Uint8Array).length;
    }
    scanner.end();
  }
  const [values, kinds] = [search.secrets.length, search.shapes.length];
  return {
    bytes,
    cpuMs: Math.round(micros / 1000),
    megabytesPerSecond: Math.round(bytes / micros),
    values,
    kinds,
    found,
  };
}

function filesIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name, parentPath }) => join(parentPath, name));
}
