import { TOOL_PROGRAM } from '../../../contract';
import type { StageContext } from '../../context/stage-context';
import { lastLines } from '../../../kit/process';
import { Failure } from '../../../kit/report/failure';
import type { Layered } from '../states';

const CHECK_MS = 60_000;

/**
 * Rejects captured files that a pod could not write when it restores from a store: no image layer provides them there,
 * so `start` writes them as the service's user in a container of `vN`.
 */
export async function requireWritable(
  context: StageContext,
  layered: Layered,
  paths: readonly string[],
): Promise<void> {
  const { containers, run } = context;
  const { gid, uid } = layered.user;
  const container = await containers.run({
    image: layered.image,
    labels: run.labels,
    network: { kind: 'network', name: 'none', aliases: [] },
    entrypoint: TOOL_PROGRAM,
    command: ['writable', ...paths],
    user: `${uid}:${gid}`,
  });
  try {
    const status = await containers.wait(container, CHECK_MS);
    const { stderr, stdout } = await containers.logs(container);
    if (status !== 0) throw unchecked(status, stderr);
    const [path] = stdout.split('\n').filter((line) => line !== '');
    if (path === undefined) return;
    throw unwritable(path, layered);
  } finally {
    await containers.remove('container', [container]);
  }
}

function unwritable(path: string, { prepared, user: { uid } }: Layered): Failure {
  const file = `the captured file ${path} cannot be written by user ${uid}`;
  if (prepared !== undefined) {
    return new Failure(
      'checkpoint-failed',
      `${file}, so no pod could take it from a copy of its CPU class`,
      'let the service write to a folder of its own user, or capture on one CPU class alone',
    );
  }
  return new Failure(
    'checkpoint-failed',
    `${file}, so no pod could restore from a store other than the image`,
    'let the service write to a folder of its own user, or publish to the image alone and leave out the other stores',
  );
}

function unchecked(status: number, stderr: string): Failure {
  return new Failure(
    'checkpoint-failed',
    `whether a pod can write the captured files could not be checked: status ${status}, ${lastLines(stderr)}`,
    'this is a defect of the runtime layer; please report it',
  );
}
