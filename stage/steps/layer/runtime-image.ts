import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSecrets } from '../../containers/build-secrets';
import { packagePath } from '../../../kit/package-path';
import { exitedOrThrow } from '../../../kit/process';
import { Failure } from '../../../kit/report/failure';
import type { StageContext } from '../../context/stage-context';

/** The agent's source folders that the layer needs, without its tests. */
const COMPILED = ['entry', 'main', 'native', 'pack'];

/** Builds the image of the runtime layer unless an identical one exists; returns its tag. */
export async function runtimeImage(
  { containers, images }: Pick<StageContext, 'containers' | 'images'>,
  onLine: (line: string) => void,
): Promise<string> {
  const folder = packagePath('runtime');
  const agent = packagePath('agent/src');
  const tag = `eks-crac/runtime:${contentHash([folder, ...COMPILED.map((part) => join(agent, part))], images.debian)}`;
  if (await containers.hasImage(tag)) return tag;
  const dockerfile = join(folder, 'Dockerfile');
  try {
    await containers.build(
      {
        context: folder,
        dockerfile,
        tag,
        args: { DEBIAN: images.debian },
        labels: {},
        secrets: buildSecrets(),
        contexts: { 'agent-sources': agent },
      },
      onLine,
    );
    return tag;
  } catch (error) {
    const failed = exitedOrThrow(error);
    throw new Failure(
      'build-failed',
      `the runtime layer could not be built: ${failed.message}`,
      'make sure that containers can reach the package mirror of Debian, then run the command again',
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
