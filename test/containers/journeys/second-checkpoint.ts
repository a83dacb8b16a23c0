import { pack } from 'tar-stream';
import type { ReleaseRecord } from '../../../contract';
import { ENGINES, restoreShape } from '../../../engines';
import type { ContainerRuntime } from '../../../stage/containers';
import { readContainerFile } from '../../../stage/containers/container-files';
import { waitUntil } from '../../../kit/wait';
import { RestoredContainer } from './restored-container';

const CRIU = '/opt/eks-crac/bin/criu';
const CHECKPOINT = '/opt/eks-crac/checkpoint';
const SECOND = '/tmp/second';
const DEADLINE = { timeoutMs: 60_000, intervalMs: 100 };

/**
 * What `start` does, for a process whose outputs are already pipes, named by OUT and ERR. The shell stays,
 * because its environment is readable only until it executes another program. The clock's page is any file without a zero at
 * its beginning.
 */
const RESTORE = `#!/bin/sh
exec 5>&1 6>&2 7</opt/eks-crac/start 8</proc/self/environ
mkfifo /tmp/report
cat /tmp/report >${SECOND}.reported &
exec 9>/tmp/report
${CRIU} restore -d --unprivileged --no-default-config --tcp-close -v1 -D ${SECOND} \\
  --inherit-fd "fd[5]:$OUT" --inherit-fd "fd[6]:$ERR" \\
  --inherit-fd fd[7]:opt/eks-crac/clock --inherit-fd fd[8]:opt/eks-crac/checkpoint/handover --inherit-fd fd[9]:opt/eks-crac/checkpoint/report || exit
exec 9>&-
sleep 120
exit
`;

/** Checkpoints a restored service once more, and restores it in another container with this environment. */
export async function checkpointAgain(
  containers: ContainerRuntime,
  record: ReleaseRecord,
  first: RestoredContainer,
  env: Readonly<Record<string, string>>,
): Promise<RestoredContainer> {
  const shell = async (command: string) => (await containers.exec(first.id, ['/bin/sh', '-c', command])).stdout.trim();
  await shell(`cd ${CHECKPOINT}; printf 'close tcp *:808?\\n' >policies; printf . >request`);
  await waitUntil<true>(DEADLINE, async () => {
    const ready = (await readContainerFile(containers, first.id, `${CHECKPOINT}/ready`)) ?? 'no answer';
    return ready.startsWith('{"state":"ready"') ? { found: true } : { seen: ready };
  });
  const service = await shell(
    `while IFS='=' read -r key value; do [ "$key" != service ] || echo "$value"; done <${CHECKPOINT}/manifest`,
  );
  const pipes = (await shell(`for fd in 1 2; do readlink /proc/${service}/fd/$fd; done`)).split('\n');
  // The container ends with its service, which breaks this call and the end of the log; the restore is the proof.
  await shell(
    `mkdir ${SECOND}; exec ${CRIU} dump -t ${service} -D ${SECOND} -o dump.log --unprivileged --no-default-config --tcp-close -v3`,
  ).catch(() => undefined);
  await first.ended();
  expect(await readContainerFile(containers, first.id, `${SECOND}/dump.log`)).toContain('Writing image inventory');
  return restoreSecond(containers, record, first, {
    ...env,
    OUT: pipes[0] ?? '',
    ERR: pipes[1] ?? '',
  });
}

async function restoreSecond(
  containers: ContainerRuntime,
  record: ReleaseRecord,
  first: RestoredContainer,
  env: Readonly<Record<string, string>>,
): Promise<RestoredContainer> {
  const { gid, port, uid } = record.pod;
  const user = { uid, gid };
  const container = await containers.create({
    image: `${record.repository}@${record.images.checkpoint.digest}`,
    labels: { 'eks-crac.test': record.service },
    network: { kind: 'network', name: containers.program === 'docker' ? 'bridge' : 'podman', aliases: [] },
    publish: [port],
    env,
    entrypoint: '/bin/sh',
    command: ['/tmp/restore'],
    shape: restoreShape(ENGINES.criu, { user, limits: record.pod, readOnlyRoot: false, volumes: [] }),
  });
  const { done, stdout } = containers.copyOut(first.id, SECOND);
  await containers.copyIn(container, '/tmp', stdout);
  await done;
  const archive = pack();
  archive.entry({ name: 'restore' }, RESTORE);
  archive.finalize();
  await containers.copyIn(container, '/tmp', archive);
  await containers.start(container);
  return RestoredContainer.of(containers, record, container);
}

/** Waits for the agent's report after the second restore; the service responds before the agent is done. */
export function secondReport(copy: RestoredContainer): Promise<string> {
  return waitUntil<string>(DEADLINE, async () => {
    const report = await copy.read(`${SECOND}.reported`);
    return report.endsWith('\n') ? { found: report } : { seen: report };
  });
}
