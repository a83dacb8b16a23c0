import { createReadStream, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pack as tar } from 'tar-stream';
import type { PackedCheckpoint } from '../../../contract';
import { parsePackReport } from '../../../contract/fetch-program';
import { ProcessRunner } from '../../../kit/process';
import type { RunResult } from '../../../kit/process';
import { scratch } from '../../support/unit-scratch';

export const MANIFEST = 'opt/eks-crac/checkpoint/manifest';
export const MEMORY = 'opt/eks-crac/checkpoint/memory.img';

const program = process.env['EKS_CRAC_TEST_FETCH'];

/** The suites of `fetch` and `pack` run them as processes of this machine. */
export const describeFetch = program === undefined ? describe.skip : describe;

const MIB = 1024 * 1024;

/** Bytes that compress to about a half, with zeros between them, and at the end bytes that compress well. */
function memory(): Buffer {
  const content = Buffer.alloc(24 * MIB);
  for (let at = 0; at < content.length; at += 8) {
    const inHole = at >= 4 * MIB && at < 12 * MIB;
    const drawn = at < 16 * MIB ? Math.imul(at, 2654435761) ^ (at >>> 3) : 1 + (at >>> 12);
    if (!inHole) content.writeUInt32LE(drawn >>> 0, at);
  }
  return content;
}

export const FILES: Readonly<Record<string, Buffer>> = {
  [MANIFEST]: Buffer.from('schema=1\n'),
  [MEMORY]: memory(),
  'opt/eks-crac/checkpoint/empty.img': Buffer.alloc(0),
  'tmp/a b': Buffer.from('made by the service'),
};

/** A pack of a small layer, and the two programs. */
export class PackedLayer {
  public readonly folder = scratch();
  public packed!: PackedCheckpoint;
  private readonly runner = new ProcessRunner({ PATH: process.env['PATH'] });

  public static async make(): Promise<PackedLayer> {
    const layer = new PackedLayer();
    for (const name of ['fetch', 'pack', 'keep']) symlinkSync(program ?? '', layer.program(name));
    const archive = tar();
    archive.entry({ name: 'tmp/folder', type: 'directory' });
    archive.entry({ name: 'tmp/link', type: 'symlink', linkname: '/etc/passwd' });
    for (const [name, content] of Object.entries(FILES)) archive.entry({ name }, content);
    archive.finalize();
    await layer.pack(archive);
    return layer;
  }

  /** Where the index is, as an argument of the programs. */
  public get located(): readonly string[] {
    return locatedBy(this.packed);
  }

  public get file(): string {
    return join(this.folder, 'checkpoint.pack');
  }

  /** What the index says of each frame. */
  public frames(): readonly { readonly form: string; readonly stored: number }[] {
    const index = readFileSync(this.file).subarray(-this.packed.indexBytes).toString();
    return (JSON.parse(index) as { frames: { form: string; stored: number }[] }).frames;
  }

  /** Runs `fetch` for the pack of a source. */
  public fetch(
    source: string,
    target: string,
    env: Readonly<Record<string, string>> = {},
    { before = [], packed = this.packed }: { before?: readonly string[]; packed?: PackedCheckpoint } = {},
  ): Promise<RunResult> {
    const words = [source, target, ...locatedBy(packed)];
    return this.run([...before, this.program('fetch'), ...words], env);
  }

  public run(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<RunResult> {
    return this.runner.run(argv, { env, timeoutMs: 20_000 });
  }

  public program(name: string): string {
    return join(this.folder, name);
  }

  private async pack(archive: AsyncIterable<unknown>): Promise<void> {
    const lines: string[] = [];
    const { done, stdout } = this.runner.stream([this.program('pack')], {
      input: archive,
      onLine: (line) => lines.push(line),
    });
    const chunks: Buffer[] = [];
    for await (const chunk of stdout) chunks.push(chunk as Buffer);
    await done;
    writeFileSync(this.file, Buffer.concat(chunks));
    this.packed = parsePackReport(lines.at(-1) ?? '');
  }
}

const locatedBy = ({ bytes, digest, indexBytes }: PackedCheckpoint) => [...[digest, String(bytes), String(indexBytes)]];

/** A folder in which an earlier attempt has left a manifest. */
export function usedFolder(): string {
  const folder = scratch();
  mkdirSync(join(folder, 'opt/eks-crac/checkpoint'), { recursive: true });
  writeFileSync(join(folder, MANIFEST), 'of an earlier attempt');
  return folder;
}

/** Every file that was unpacked is the packed one. */
export async function expectUnpacked(folder: string): Promise<void> {
  for (const [name, content] of Object.entries(FILES)) {
    expect([name, (await readFile(join(folder, name))).equals(content)]).toEqual([name, true]);
  }
  expect(readdirSync(join(folder, 'opt/eks-crac/checkpoint')).sort()).toEqual(['empty.img', 'manifest', 'memory.img']);
}

export const packStream = (file: string, start: number, end: number) => createReadStream(file, { start, end });
