import { randomBytes } from 'node:crypto';
import { pack } from 'tar-stream';
import type { ReleaseRecord } from '../../../contract';
import { captureShape, ENGINES, restoreShape } from '../../../engines';
import type { PodShape } from '../../../engines';
import type { ContainerEngine, ContainerSpec } from '../../../stage/clients';
import { readContainerFile } from '../../../stage/clients/container-files';
import { waitUntil } from '../../../stage/wait';
import { onOtherClock } from './other-clock';
import { RestoredContainer } from './restored-container';

const TOOLS = '/opt/eks-crac/criu';
const CHECKPOINT = '/opt/eks-crac/checkpoint';
const DEADLINE = { timeoutMs: 60_000, intervalMs: 100 };

interface Frozen {
  readonly root: string;
  readonly service: string;
  /** What the boot clock read at the dump. */
  readonly clock: number;
}

/**
 * A checkpoint as CRIU takes it by itself: of the released service's image, without the coordinator and on the clock
 * that the machine has. It shows what the stage's arrangement is for.
 */
export class PlainCapture {
  private constructor(
    private readonly engine: ContainerEngine,
    private readonly record: ReleaseRecord,
    private readonly volume: string,
    public readonly frozen: Frozen,
  ) {}

  /** Freezes the service where the clock reads some seconds more than on this machine. */
  public static async take(engine: ContainerEngine, record: ReleaseRecord, seconds: number): Promise<PlainCapture> {
    const volume = `eks-crac-test-${randomBytes(4).toString('hex')}`;
    const labels = { 'eks-crac.test': record.service };
    await engine.createVolume(volume, labels);
    const image = `${record.repository}@${record.images.service.digest}`;
    await engine.pull(image);
    const { cmd, entrypoint } = await engine.inspectImage(image);
    const service = ['/opt/eks-crac/capture', ...entrypoint.slice(1), ...cmd];
    const { gid, uid } = record.pod;
    const container = await engine.run({
      ...{ image, labels, publish: record.pod.port, network: networkOf(engine) },
      mounts: [{ volume, path: CHECKPOINT }],
      env: { JDK_JAVA_OPTIONS: '-XX:-UsePerfData' },
      ...onOtherClock(seconds, { uid, gid }, service),
      shape: captureShape(ENGINES.criu, shapeOf(record)),
    });
    await RestoredContainer.of(engine, record, container).answers();
    const frozen = await freeze(engine, record, container);
    return new PlainCapture(engine, record, volume, frozen);
  }

  /**
   * Restores it with `start`, told that the dump was at this reading of the clock.
   *
   * @param later how much more this container's clock reads than the machine's
   */
  public async restore(clock: number, later = 0): Promise<RestoredContainer> {
    const { engine, record, volume } = this;
    const image = `${record.repository}@${record.images.service.digest}`;
    const { cmd, entrypoint } = await engine.inspectImage(image);
    const { gid, uid } = record.pod;
    const container = await engine.create({
      ...{ image, labels: { 'eks-crac.test': record.service }, publish: record.pod.port, network: networkOf(engine) },
      mounts: [{ volume, path: CHECKPOINT }],
      ...(later === 0
        ? { shape: restoreShape(ENGINES.criu, shapeOf(record)) }
        : {
            ...onOtherClock(later, { uid, gid }, [...entrypoint, ...cmd]),
            shape: captureShape(ENGINES.criu, shapeOf(record)),
          }),
    });
    const { root, service } = this.frozen;
    const manifest = { schema: 1, engine: 'criu', run: record.run, root, service, clock, port: record.pod.port };
    const archive = pack();
    archive.entry(
      { name: 'manifest' },
      Object.entries(manifest)
        .map((line) => `${line.join('=')}\n`)
        .join(''),
    );
    archive.finalize();
    await engine.copyIn(container, CHECKPOINT, archive);
    await engine.start(container);
    return RestoredContainer.of(engine, record, container);
  }

  public async remove(): Promise<void> {
    await this.engine.remove('container', await this.engine.list('container', `eks-crac.test=${this.record.service}`));
    await this.engine.remove('volume', [this.volume]);
  }
}

async function freeze(engine: ContainerEngine, record: ReleaseRecord, container: string): Promise<Frozen> {
  const pids = (await readContainerFile(engine, container, `${CHECKPOINT}/pids`)) ?? '';
  const pid = (name: string) => new RegExp(`^${name}=(\\d+)$`, 'm').exec(pids)?.[1] ?? '';
  const root = pid('root');
  const inside = [`${TOOLS}/nsenter`, '--time', '--target', root];
  const { gid, uid } = record.pod;
  const asRoot = { user: '0:0' };
  const up = await engine.exec(
    container,
    [...inside, '/bin/sh', '-c', 'read -r up _ </proc/uptime; echo "$up"'],
    asRoot,
  );
  const user = ['--reuid', String(uid), '--regid', String(gid), '--clear-groups'];
  await engine.exec(
    container,
    [
      ...[...inside, `${TOOLS}/setpriv`, ...user, '--bounding-set=-sys_admin,-sys_time,-setuid,-setgid'],
      ...[`${TOOLS}/criu`, 'dump', '--tree', root, '--images-dir', CHECKPOINT, '--log-file', 'dump.log'],
      ...['--unprivileged', '--no-default-config', '--tcp-close', '-v3'],
    ],
    asRoot,
  );
  await waitUntil<true>(DEADLINE, async () =>
    (await engine.state(container)).running ? { seen: 'the container runs' } : { found: true },
  );
  return { root, service: pid('service'), clock: Number(up.stdout.trim()) };
}

function shapeOf({ pod }: ReleaseRecord): Pick<PodShape, 'user' | 'limits' | 'readOnlyRoot' | 'volumes'> {
  return { user: { uid: pod.uid, gid: pod.gid }, limits: pod, readOnlyRoot: false, volumes: [] };
}

function networkOf(engine: ContainerEngine): ContainerSpec['network'] {
  return { kind: 'network', name: engine.program === 'docker' ? 'bridge' : 'podman', aliases: [] };
}
