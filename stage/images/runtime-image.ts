import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSecrets } from '../build-secrets';
import { packagePath } from '../package-path';
import { ProcessError } from '../process';
import { Failure } from '../report';
import type { StageContext } from '../stage-context';

/** What the layer takes of the coordinator's sources; its tests are nobody's business here. */
const COMPILED = ['entry', 'main', 'native', 'pack'];

/** Builds the image that carries the runtime layer, unless the same one is there; answers its tag. */
export async function runtimeImage(
  { engine, images }: Pick<StageContext, 'engine' | 'images'>,
  onLine: (line: string) => void,
): Promise<string> {
  const folder = packagePath('stage/runtime');
  const coordinator = packagePath('coordinator/src');
  const tag = `eks-crac/runtime:${contentHash([folder, ...COMPILED.map((part) => join(coordinator, part))], images.debian)}`;
  if (await engine.hasImage(tag)) return tag;
  const dockerfile = join(folder, 'Dockerfile');
  try {
    await engine.build(
      {
        context: folder,
        dockerfile,
        tag,
        args: { DEBIAN: images.debian },
        labels: {},
        secrets: buildSecrets(),
        contexts: { coordinator },
      },
      onLine,
    );
    return tag;
  } catch (error) {
    if (!(error instanceof ProcessError) || error.failure.kind !== 'exited') throw error;
    throw new Failure(
      'build-failed',
      `the runtime layer could not be built: ${error.message}`,
      'containers must reach the package mirror of Debian; when they do, run the command again',
      { cause: error },
    );
  }
}

function contentHash(folders: readonly string[], base: string): string {
  const hash = createHash('sha256').update(base);
  for (const folder of folders) {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort()) {
      hash.update(path.slice(folder.length)).update(readFileSync(path));
    }
  }
  return hash.digest('hex').slice(0, 16);
}
