import { createHash } from 'node:crypto';
import type { ReleaseRecord } from '../../../contract';
import { packageVersion } from '../../../kit/package-version';
import { ProcessError } from '../../../kit/process';
import type { StageContext } from '../../context/stage-context';
import type { Built } from '../states';
import { baseImages } from './base-images';

const JAVA = 'JAVA_VERSION=';
const GIT_MS = 10_000;

/** Says what a release was made of. */
export async function provenanceOf(
  context: StageContext,
  { config }: Built,
): Promise<NonNullable<ReleaseRecord['provenance']>> {
  const { build, spec } = context;
  const revision = build === undefined ? await commitOf(context) : build.revision;
  const { all, below } = baseImages(context);
  const java = config.env.find((one) => one.startsWith(JAVA))?.slice(JAVA.length);
  return {
    ...(revision === undefined ? {} : { revision }),
    ...(build === undefined ? {} : { build: build.id }),
    baseImages: [...all],
    ...(below === undefined ? {} : { baseImage: below }),
    ...(build?.machineImage === undefined ? {} : { machineImage: build.machineImage }),
    ...(java === undefined || java === '' ? {} : { java }),
    specDigest: `sha256:${createHash('sha256').update(JSON.stringify(spec)).digest('hex')}`,
    stageVersion: packageVersion(),
  };
}

/** The commit of the folder, if it is one of a Git repository and this machine has Git. */
async function commitOf({ runner, specFolder }: StageContext): Promise<string | undefined> {
  const argv = ['git', '-C', specFolder, 'describe', '--always', '--dirty', '--abbrev=40', '--exclude=*'];
  try {
    return (await runner.run(argv, { timeoutMs: GIT_MS })).stdout.trim();
  } catch (error) {
    if (error instanceof ProcessError) return undefined;
    throw error;
  }
}
