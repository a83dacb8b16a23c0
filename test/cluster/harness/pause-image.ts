import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { pack } from 'tar-stream';
import { buffer } from 'node:stream/consumers';
import type { ProcessRunner } from '../../../kit/process';

export const PAUSE_IMAGE = 'localhost/eks-crac/pause:1';

const ARCHITECTURES: Readonly<Partial<Record<NodeJS.Architecture, string>>> = { x64: 'amd64', arm64: 'arm64' };

/** Gives the node the image of a pod's sandbox, as an archive that no registry and no container runtime has to hold. */
export async function importPauseImage(runner: ProcessRunner, ctr: readonly string[], pause: string): Promise<void> {
  const layer = await archive({ pause: await readFile(pause) }, 0o755);
  const config = JSON.stringify({
    architecture: ARCHITECTURES[process.arch] ?? process.arch,
    os: 'linux',
    config: { Entrypoint: ['/pause'], User: '65535:65535' },
    rootfs: { type: 'layers', diff_ids: [`sha256:${createHash('sha256').update(layer).digest('hex')}`] },
  });
  const manifest = JSON.stringify([{ Config: 'config.json', RepoTags: [PAUSE_IMAGE], Layers: ['layer.tar'] }]);
  const image = await archive(
    { 'layer.tar': layer, 'config.json': Buffer.from(config), 'manifest.json': Buffer.from(manifest) },
    0o644,
  );
  await runner.run([...ctr, 'images', 'import', '--local', '-'], { input: chunks(image) });
}

async function archive(files: Readonly<Record<string, Buffer>>, mode: number): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of Object.entries(files)) tar.entry({ name, mode }, content);
  tar.finalize();
  return buffer(tar);
}

async function* chunks(content: Buffer): AsyncGenerator<Buffer> {
  yield await Promise.resolve(content);
}
