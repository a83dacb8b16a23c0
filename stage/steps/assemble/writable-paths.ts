import type { StageContext } from '../../context/stage-context';
import { Failure } from '../../../kit/report/failure';
import type { Layered } from '../states';

const CHECK_MS = 60_000;

// A path is writable if its nearest existing ancestor is; an existing file must belong to the user, because its mode is
// set.
const SCRIPT = `
for path; do
  if [ -e "$path" ]; then
    [ -O "$path" ] || echo "$path"
  else
    folder=$path
    while [ ! -e "$folder" ]; do folder=\${folder%/*}; folder=\${folder:-/}; done
    [ -w "$folder" ] || echo "$path"
  fi
done
`;

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
    entrypoint: '/bin/sh',
    command: ['-c', SCRIPT, 'check', ...paths],
    user: `${uid}:${gid}`,
  });
  try {
    await containers.wait(container, CHECK_MS);
    const { stdout } = await containers.logs(container);
    const [path] = stdout.split('\n').filter((line) => line !== '');
    if (path === undefined) return;
    throw new Failure(
      'checkpoint-failed',
      `the captured file ${path} cannot be written by user ${uid}, so no pod could restore from a store other than the image`,
      'let the service write to a folder of its own user, or publish to the image alone and leave out the other stores',
    );
  } finally {
    await containers.remove('container', [container]);
  }
}
