import { chown, cp, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CHECKPOINT_FOLDER, CRIU_PROGRAM, renderCheckpointManifest, TOOL_PROGRAM } from '../../../contract';
import type { CheckpointManifest } from '../../../contract';
import { captureShape, ENGINES, restoreShape } from '../../../engines';
import type { PodShape } from '../../../engines';
import { ProcessRunner } from '../../../kit/process';
import { IMAGES } from '../../../machine/images';
import { placeArchive, runtimeArchive } from '../../../stage/runtime/runtime-archive';
import { shapeArguments } from '../../../stage/containers/container-spec';
import { docker, LABEL } from './docker';
import { SERVICE } from './images';
import type { ServiceImage } from './images';
import { RunningContainer } from './running-container';

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };
const LIMITS = { limits: { cpu: 1, memoryMiB: 1024 }, readOnlyRoot: false, volumes: [] };
const RUN = 'r1';
/** A service may have much to do before it listens. */
const CAPTURE_SECONDS = 120;
const HEAP = ['-XX:+UseSerialGC', '-Xmx64m'];

/** A service image with the runtime layer and a checkpoint, captured in a container as the stage does it. */
export class CapturedImage {
  private constructor(
    private readonly image: string,
    private readonly service: ServiceImage,
    /** The checkpoint's files on this machine. */
    public readonly checkpoint: string,
  ) {}

  public static async of(service: ServiceImage, folder: string): Promise<CapturedImage> {
    const image = await CapturedImage.build(service, folder);
    const checkpoint = join(folder, 'checkpoint');
    const manifest = await CapturedImage.capture(service, checkpoint);
    await addCheckpoint(image, folder, manifest);
    return new CapturedImage(image, service, checkpoint);
  }

  /** Builds `v1` and returns its repository. */
  public static async build(service: ServiceImage, folder: string): Promise<string> {
    const image = repository(service);
    await mkdir(folder, { recursive: true });
    await build(service, folder, `${image}:v1`);
    return image;
  }

  /** Writes a checkpoint of `v1` into a folder. */
  public static async capture(service: ServiceImage, checkpoint: string): Promise<CheckpointManifest> {
    await mkdir(checkpoint, { recursive: true });
    await chown(checkpoint, service.user.uid, service.user.gid);
    const made = new CapturedImage(repository(service), service, checkpoint);
    const manifest = await made.capture();
    await writeFile(join(checkpoint, 'manifest'), renderCheckpointManifest(manifest));
    return manifest;
  }

  /** `v1` with a checkpoint that is mounted when a container starts, from a folder of the daemon's machine. */
  public static mounted(
    service: ServiceImage,
    checkpoint: string,
    options: readonly string[] = [],
  ): Promise<RunningContainer> {
    const shape = restoreShape(ENGINES.criu, { ...LIMITS, user: service.user });
    const volume = ['--volume', `${checkpoint}:${CHECKPOINT_FOLDER}:ro`];
    return RunningContainer.run(...shapeArguments(shape), ...volume, ...options, `${repository(service)}:v1`);
  }

  /** Starts a container like a pod's, with a shape and options of its own. */
  public restore(options: readonly string[] = [], change: Partial<PodShape> = {}): Promise<RunningContainer> {
    const shape = { ...restoreShape(ENGINES.criu, { ...LIMITS, user: this.service.user }), ...change };
    return RunningContainer.run(...shapeArguments(shape), ...options, `${this.image}:v1-checkpoint`);
  }

  private async capture(): Promise<CheckpointManifest> {
    const { java, user } = this.service;
    const identity = `${user.uid}:${user.gid}`;
    const container = await RunningContainer.run(
      ...shapeArguments(captureShape(ENGINES.criu, { ...LIMITS, user })),
      ...['--env', `EKS_CRAC_USER=${identity}`, '--volume', `${this.checkpoint}:${CHECKPOINT_FOLDER}`],
      ...['--entrypoint', '/opt/eks-crac/capture', `${this.image}:v1`, java, '-cp', '/app', 'Service'],
    );
    await container.request('/', CAPTURE_SECONDS);
    const pids = await readFile(join(this.checkpoint, 'pids'), 'utf8');
    const service = /^service=(\d+)$/m.exec(pids)?.[1] ?? '';
    const observed = await container.exec('0:0', TOOL_PROGRAM, 'observe', service);
    const criu = [CRIU_PROGRAM, 'dump', '--tree', service, '--images-dir', CHECKPOINT_FOLDER, '--log-file', 'dump.log'];
    const flags = ['--unprivileged', '--no-default-config', '--tcp-close', '-v3'];
    await container.exec('0:0', TOOL_PROGRAM, 'as', identity, service, ...criu, ...flags);
    expect(await container.ended()).toBe(137);
    return this.manifest(Number(service), Number(observed));
  }

  private async manifest(service: number, clock: number): Promise<CheckpointManifest> {
    const { stdout } = await docker('run', '--rm', IMAGES.tools, 'busybox', 'cat', '/proc/cpuinfo');
    const cpu = /^(?:flags|Features)\s*: (.*)$/m.exec(stdout)?.[1] ?? '';
    const names = (await readdir(this.checkpoint)).filter((name) => name.endsWith('.img'));
    const none = { removed: [], folders: [], added: [], changed: [], links: [] };
    return {
      ...{ schema: 1, engine: 'criu', run: RUN, arch: 'any', kernel: 'any', needs: [], port: 8080, service, clock },
      ...{ ...none, originals: [], originalFolders: [], originalLinks: [] },
      cpu: cpu.split(' '),
      capabilities: [...ENGINES.criu.restore.capabilities],
      files: await Promise.all(
        names.map(async (path) => ({ path, bytes: (await stat(join(this.checkpoint, path))).size })),
      ),
    };
  }
}

function repository({ name, user }: ServiceImage): string {
  return `localhost/${LABEL}-${name}-${user.uid}`;
}

async function build(service: ServiceImage, folder: string, tag: string): Promise<void> {
  const { dockerfile, java, options = HEAP, sources, user } = service;
  const architecture = ARCHITECTURES[process.arch] ?? process.arch;
  const runner = new ProcessRunner();
  const { signal } = new AbortController();
  const archive = await runtimeArchive({ archive: 'layer', architecture, runner, signal });
  await placeArchive(archive, join(folder, 'layer.tar'));
  if (sources === undefined) await writeFile(join(folder, 'Service.java'), SERVICE);
  else await cp(sources, join(folder, 'service'), { recursive: true });
  const entrypoint = JSON.stringify(['/opt/eks-crac/start', java, '-cp', '/app', 'Service']);
  const lines = [
    'ADD layer.tar /',
    `ENV JDK_JAVA_OPTIONS="${['-XX:-UsePerfData', ...options].join(' ')}" EKS_CRAC_RUN=${RUN}`,
    `USER ${user.uid}:${user.gid}`,
    `ENTRYPOINT ${entrypoint}`,
  ];
  await writeFile(join(folder, 'Dockerfile'), `${dockerfile}${lines.join('\n')}\n`);
  await docker('build', '--quiet', '--label', LABEL, '--tag', tag, folder);
}

async function addCheckpoint(image: string, folder: string, { files }: CheckpointManifest): Promise<void> {
  const names = ['manifest', ...files.map(({ path }) => path)];
  const place = ['--numeric-owner', '--transform', `s#^#${CHECKPOINT_FOLDER.slice(1)}/#`];
  const archive = join(folder, 'checkpoint.tar');
  await new ProcessRunner().run(['tar', '--directory', join(folder, 'checkpoint'), ...place, '-cf', archive, ...names]);
  const file = join(folder, 'checkpoint.Dockerfile');
  await writeFile(file, `FROM ${image}:v1\nADD checkpoint.tar /\n`);
  await docker('build', '--quiet', '--label', LABEL, '--tag', `${image}:v1-checkpoint`, '--file', file, folder);
}
