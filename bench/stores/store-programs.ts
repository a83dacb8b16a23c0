import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fetchCommand } from '../../contract';
import type { PackedCheckpoint } from '../../contract';
import { parsePackReport } from '../../contract/fetch-program';
import { ProcessRunner } from '../../kit/process';
import { inputsLock } from '../../scripts/runtime/inputs';
import { compileFetch } from '../../scripts/runtime/parts/fetch';
import { buildHost } from '../../scripts/runtime/target';
import { workspace } from '../../scripts/runtime/workspace';

/** As many CPUs as a pod may have here. */
export type Cpus = 'one' | 'all';

const ONE_CPU = ['taskset', '--cpu-list', '0'];

/** `pack` and `fetch` as processes of this machine, without a container around them. */
export class StorePrograms {
  private readonly runner = new ProcessRunner();

  private constructor(private readonly folder: string) {}

  /** Compiles the programs into a folder. */
  public static async in(folder: string): Promise<StorePrograms> {
    const silent = workspace(() => undefined);
    const program = await compileFetch(inputsLock(), silent, buildHost());
    for (const name of ['fetch', 'pack']) await symlink(program, join(folder, name));
    return new StorePrograms(folder);
  }

  /** Packs a layer on all cores, into nothing. */
  public pack(layer: string): Promise<number> {
    return timed(async () => {
      const input = createReadStream(layer, { highWaterMark: 1 << 20 });
      const { done, stdout } = this.runner.stream([join(this.folder, 'pack')], { input });
      stdout.resume();
      await done;
    });
  }

  /** Packs a layer into a file. */
  public async packInto(layer: string, file: string): Promise<PackedCheckpoint> {
    const lines: string[] = [];
    const input = createReadStream(layer, { highWaterMark: 1 << 20 });
    const onLine = (line: string) => lines.push(line);
    const { done, stdout } = this.runner.stream([join(this.folder, 'pack')], { input, onLine });
    await pipeline(stdout, createWriteStream(file));
    await done;
    return parsePackReport(lines.at(-1) ?? '');
  }

  /** Fetches into a new folder, on one CPU or all. */
  public async fetch(
    source: string,
    packed: PackedCheckpoint,
    env: Readonly<Record<string, string>>,
    cpus: Cpus,
  ): Promise<{ readonly ms: number; readonly folder: string }> {
    const folder = await this.newFolder();
    const [, ...words] = fetchCommand(source, folder, packed);
    const argv = [...(cpus === 'one' ? ONE_CPU : []), join(this.folder, 'fetch'), ...words];
    return { folder, ms: await timed(() => this.runner.run(argv, { env })) };
  }

  /** Copies everything below a prefix with the AWS CLI into a new folder, on all cores. */
  public async sync(source: string, env: Readonly<Record<string, string>>): Promise<number> {
    const folder = await this.newFolder();
    const ms = await timed(() => this.runner.run(['aws', 's3', 'sync', '--only-show-errors', source, folder], { env }));
    await rm(folder, { recursive: true });
    return ms;
  }

  private newFolder(): Promise<string> {
    return mkdtemp(join(this.folder, 'fetched-'));
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
