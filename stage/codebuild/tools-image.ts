import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RUNTIME_PACKAGE_FILES } from '../../contract';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../../kit/private-files';
import { ProcessError } from '../../kit/process';
import { Failure } from '../../kit/report/failure';
import type { ContainerRuntime } from '../containers';
import { placeArchive } from '../runtime/runtime-archive';
import { interrupted } from './interrupted';

// Differs from the name in local runs, whose image is managed by their machine.
const TOOLS = 'localhost/eks-crac/stage-tools:1';

/** An image of nothing but the tools that the runtime package of this machine's architecture has. */
export async function toolsImage(
  containers: ContainerRuntime,
  archive: string,
  folder: string,
  signal: AbortSignal,
): Promise<string> {
  const context = join(folder, 'tools');
  const dockerfile = join(context, 'Dockerfile');
  mkdirSync(context, PRIVATE_FOLDER);
  await placeArchive(archive, join(context, RUNTIME_PACKAGE_FILES.tools));
  writeFileSync(dockerfile, `FROM scratch\nADD ${RUNTIME_PACKAGE_FILES.tools} /\n`, PRIVATE_FILE);
  try {
    await containers.build({ context, dockerfile, tag: TOOLS, args: {}, labels: {} });
  } catch (error) {
    if (signal.aborted) throw interrupted(error);
    if (!(error instanceof ProcessError)) throw error;
    throw new Failure(
      'build-failed',
      `the tools image could not be built: ${error.message}`,
      'check that the build has Docker with buildx and room on its disk',
      { cause: error },
    );
  }
  return TOOLS;
}
