import { randomBytes } from 'node:crypto';
import { pack } from 'tar-stream';
import type { ReleaseRecord } from '../../../contract';
import { captureShape, ENGINES, restoreShape } from '../../../engines';
import type { PodShape } from '../../../engines';
import type { ContainerRuntime, ContainerSpec } from '../../../stage/containers';
import { readContainerFile } from '../../../stage/containers/container-files';
import { waitUntil } from '../../../kit/wait';
import { onOtherClock } from './other-clock';
import { RestoredContainer } from './restored-container';

const TOOL = '/opt/eks-crac/tool';
const CRIU = '/opt/eks-crac/bin/criu';
const CHECKPOINT = '/opt/eks-crac/checkpoint';
const DEADLINE = { timeoutMs: 60_000, intervalMs: 100 };

interface Checkpointed {
  readonly service: string;
  /** The boot clock at the dump. */
  readonly clock: number;
}

/**
 * A checkpoint as plain CRIU takes it: of the released service's image, without the agent and on the machine's clock.
 * It shows why the stage adds what it adds.
 */
export class PlainCapture {
  private constructor(
    private readonly containers: ContainerRuntime,
    private readonly record: ReleaseRecord,
    private readonly volume: string,
    public readonly checkpointed: Checkpointed,
  ) {}

  /** Checkpoints the service with a clock some seconds ahead of this machine's. */
  public static async take(
    containers: ContainerRuntime,
    record: ReleaseRecord,
    seconds: number,
  ): Promise<PlainCapture> {
    const volume = `eks-crac-test-${randomBytes(4).toString('hex')}`;
    const labels = { 'eks-crac.test': record.service };
    await containers.createVolume(volume, labels);
    const image = `${record.repository}@${record.images.service.digest}`;
    await containers.pull(image);
    const { cmd, entrypoint } = await containers.inspectImage(image);
    const service = ['/opt/eks-crac/capture', ...entrypoint.slice(1), ...cmd];
    const { gid, uid } = record.pod;
    const container = await containers.run({
      ...{ image, labels, publish: [record.pod.port], network: networkOf(containers) },
      mounts: [{ volume, path: CHECKPOINT }],
      env: { JDK_JAVA_OPTIONS: '-XX:-UsePerfData' },
      ...onOtherClock(seconds, { uid, gid }, service),
      shape: captureShape(ENGINES.criu, shapeOf(record)),
    });
    await RestoredContainer.of(containers, record, container).answers();
    const checkpointed = await checkpoint(containers, record, container);
    return new PlainCapture(containers, record, volume, checkpointed);
  }

  /**
   * Restores it with `start`, claiming that the dump was taken at this clock reading.
   *
   * @param later how far this container's clock is ahead of the machine's
   */
  public async restore(clock: number, later = 0): Promise<RestoredContainer> {
    const { containers, record, volume } = this;
    const image = `${record.repository}@${record.images.service.digest}`;
    const { cmd, entrypoint } = await containers.inspectImage(image);
    const { gid, uid } = record.pod;
    const container = await containers.create({
      ...{
        image,
        labels: { 'eks-crac.test': record.service },
        publish: [record.pod.port],
        network: networkOf(containers),
      },
      mounts: [{ volume, path: CHECKPOINT }],
      ...(later === 0
        ? { shape: restoreShape(ENGINES.criu, shapeOf(record)) }
        : {
            ...onOtherClock(later, { uid, gid }, [...entrypoint, ...cmd]),
            shape: captureShape(ENGINES.criu, shapeOf(record)),
          }),
    });
    const { service } = this.checkpointed;
    const manifest = { schema: 1, engine: 'criu', run: record.run, service, clock, port: record.pod.port };
    const archive = pack();
    archive.entry(
      { name: 'manifest' },
      Object.entries(manifest)
        .map((line) => `${line.join('=')}\n`)
        .join(''),
    );
    archive.finalize();
    await containers.copyIn(container, CHECKPOINT, archive);
    await containers.start(container);
    return RestoredContainer.of(containers, record, container);
  }

  public async remove(): Promise<void> {
    await this.containers.remove(
      'container',
      await this.containers.list('container', `eks-crac.test=${this.record.service}`),
    );
    await this.containers.remove('volume', [this.volume]);
  }
}

async function checkpoint(
  containers: ContainerRuntime,
  record: ReleaseRecord,
  container: string,
): Promise<Checkpointed> {
  const pids = (await readContainerFile(containers, container, `${CHECKPOINT}/pids`)) ?? '';
  const service = /^service=(\d+)$/m.exec(pids)?.[1] ?? '';
  const { gid, uid } = record.pod;
  const asRoot = { user: '0:0' };
  const observed = await containers.exec(container, [TOOL, 'observe', service], asRoot);
  await containers.exec(
    container,
    [
      ...[TOOL, 'as', `${uid}:${gid}`, service],
      ...[CRIU, 'dump', '--tree', service, '--images-dir', CHECKPOINT, '--log-file', 'dump.log'],
      ...['--unprivileged', '--no-default-config', '--tcp-close', '-v3'],
    ],
    asRoot,
  );
  await waitUntil<true>(DEADLINE, async () =>
    (await containers.state(container)).running ? { seen: 'the container runs' } : { found: true },
  );
  return { service, clock: Number(observed.stdout) };
}

function shapeOf({ pod }: ReleaseRecord): Pick<PodShape, 'user' | 'limits' | 'readOnlyRoot' | 'volumes'> {
  return { user: { uid: pod.uid, gid: pod.gid }, limits: pod, readOnlyRoot: false, volumes: [] };
}

function networkOf(containers: ContainerRuntime): ContainerSpec['network'] {
  return { kind: 'network', name: containers.program === 'docker' ? 'bridge' : 'podman', aliases: [] };
}
