import { chmodSync, cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKPOINT_FOLDER, GUARD_FOLDER, PACK_FILE, STORE_FOLDER, VARIABLES } from '../../../../contract';
import type { ReleaseRecord } from '../../../../contract';
import { ENGINES, restoreShape } from '../../../../engines';
import type { PodShape } from '../../../../engines';
import { shapeArguments } from '../../../../stage/containers';
import { httpReadiness } from '../../../support/http-readiness';
import { Scene } from '../../../support/containers/scene';
import type { Measured } from '../bounds';
import { rehearse } from '../../journeys/rehearsed';
import { writeSampleSpec } from '../../journeys/sample';
import { OBJECT_CREDENTIALS } from '../../journeys/object-server';
import { StorePod } from '../../journeys/store-pod';
import { docker, LABEL, removeAll } from '../../runtime/docker';
import { Bucket } from './bucket';
import type { BucketFetch } from './bucket';
import { Pod } from './pod';

/** What a fault changes of the pod that a workload of the release has. */
export interface PodChange {
  /** @default - `vN-checkpoint` */
  readonly image?: string;
  /** @default - that of the record */
  readonly shape?: Partial<PodShape>;
  /** @default {} */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * Options of the container runtime.
   * @default []
   */
  readonly options?: readonly string[];
  /**
   * What follows the image.
   * @default []
   */
  readonly args?: readonly string[];
}

/** What is fetched from the bucket: the release within 30 s, into a new folder, unless it says otherwise. */
export type Fetching = Partial<BucketFetch>;

const COLD_MS = 60_000;
/** A machine may be busy. */
const REHEARSAL_MS = 300_000;
/** What the service may do when a test asks for it. */
const ENVIRONMENT = { ALLOW_EXIT: 'true', MAPPED_FILE: 'true' };
/** A file that the captured service has mapped. */
export const MAPPED = '/tmp/plain-mapped.bin';

/** One release of the plain sample, and pods of it. */
export class PodBench {
  private made = 0;
  private next: Promise<PodBench> | undefined;
  private network: Promise<string> | undefined;

  private constructor(
    private readonly scene: Scene,
    public readonly bucket: Bucket,
    public readonly record: ReleaseRecord,
    /** The release's checkpoint, as an init container has unpacked it. */
    private readonly unpacked: string,
    public readonly measured: Measured,
  ) {}

  /** Rehearses the sample, into the registry and into a folder, and measures a cold start of the release. */
  public static async open(): Promise<PodBench> {
    const scene = new Scene();
    const bucket = await Bucket.open();
    scene.withEnv(OBJECT_CREDENTIALS);
    writeSampleSpec(scene, 'plain', ({ run }) => ({
      run: { ...run, env: ENVIRONMENT },
      publish: { folder: join(scene.folder, 'store'), s3: bucket.target },
    }));
    try {
      return await PodBench.release(scene, bucket);
    } catch (error) {
      await bucket.close();
      await scene.dispose();
      throw error;
    }
  }

  private static async release(scene: Scene, bucket: Bucket): Promise<PodBench> {
    const { record } = await rehearse(scene, 1, REHEARSAL_MS);
    const { deadlineMs } = record.pod;
    await docker('pull', '--quiet', imageOf(record, 'checkpoint'));
    await docker('pull', '--quiet', imageOf(record, 'service'));
    const unpacked = mkdtempSync(join(scene.folder, 'unpacked-'));
    await new StorePod(scene, record).unpack(publishedFolder(scene, record), unpacked);
    const unmeasured = new PodBench(scene, bucket, record, unpacked, { coldMs: COLD_MS, deadlineMs });
    const coldMs = await unmeasured.coldMs({});
    return new PodBench(scene, bucket, record, unpacked, { coldMs, deadlineMs });
  }

  public image(kind: 'service' | 'checkpoint'): string {
    return imageOf(this.record, kind);
  }

  /** Starts a pod with everything that a workload of the release has, but for the change. */
  public start({
    args = [],
    env = {},
    image = this.image('checkpoint'),
    options = [],
    shape = {},
  }: PodChange): Promise<Pod> {
    const { deadlineMs, gid, port, uid } = this.record.pod;
    const own = restoreShape(ENGINES[this.record.engine.type], {
      ...{ user: { uid, gid }, limits: this.record.pod, readOnlyRoot: false, volumes: [] },
    });
    const variables = {
      ...ENVIRONMENT,
      [VARIABLES.release]: this.record.release,
      [VARIABLES.port]: String(port),
      [VARIABLES.deadlineMs]: String(deadlineMs),
      [VARIABLES.guard]: GUARD_FOLDER,
      ...env,
    };
    const guard = this.folder('guard');
    const command = [
      ...Object.entries(variables).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
      ...[...shapeArguments({ ...own, ...shape }), ...options, image, ...args],
    ];
    return Pod.start({ command, port, guard, readiness: httpReadiness(this.record).path });
  }

  /** How long a pod with this change takes to start cold. */
  public async coldMs(change: PodChange): Promise<number> {
    const pod = await this.start({ ...change, env: { ...change.env, [VARIABLES.mode]: 'cold' } });
    try {
      return (await pod.answered(COLD_MS)).ms;
    } finally {
      await pod.remove();
    }
  }

  /** The next release of the same service, captured once more. */
  public another(): Promise<PodBench> {
    return (this.next ??= PodBench.release(this.scene, this.bucket));
  }

  /** Options that put a changed copy of the checkpoint over that of the image. */
  public checkpoint(change: (folder: string) => void): readonly string[] {
    const copy = this.folder('checkpoint');
    cpSync(join(this.unpacked, CHECKPOINT_FOLDER), copy, { recursive: true });
    change(copy);
    return ['--volume', `${copy}:${CHECKPOINT_FOLDER}:ro`];
  }

  /** The same with a file of the next release in the place of the own one. */
  public async checkpointWith(name: string): Promise<readonly string[]> {
    const other = (await this.another()).unpacked;
    return this.checkpoint((folder) => cpSync(join(other, CHECKPOINT_FOLDER, name), join(folder, name)));
  }

  /** A pod of `vN` whose unpacked checkpoint was changed. */
  public store(change: (folder: string) => void): PodChange {
    const copy = this.folder('store');
    cpSync(this.unpacked, copy, { recursive: true });
    change(copy);
    return this.mounting(copy);
  }

  /** A pod of `vN` whose init container unpacks a changed copy of the pack, mounted read-only like EFS. */
  public async unpacking(change: (folder: string) => void, options: readonly string[] = []): Promise<PodChange> {
    const copy = this.folder('packed');
    cpSync(publishedFolder(this.scene, this.record), copy, { recursive: true });
    change(copy);
    const folder = this.folder('store');
    await new StorePod(this.scene, this.record).unpack(copy, folder, options);
    return this.mounting(folder);
  }

  /** The pack of the release. */
  public get pack(): string {
    return join(publishedFolder(this.scene, this.record), PACK_FILE);
  }

  /** A pod of `vN` whose init container fetches a stored checkpoint from the bucket, within some seconds. */
  public async fetching({
    folder = this.folder('fetched'),
    name = `${this.record.service}/${this.record.release}`,
    seconds = 30,
    ...more
  }: Fetching): Promise<PodChange> {
    await this.bucket.fetch(new StorePod(this.scene, this.record), { folder, name, seconds, ...more });
    return this.mounting(folder);
  }

  /** Builds an image on one of the release's, by lines of a Dockerfile that root runs, with files beside it. */
  public async derived(lines: readonly string[], files: Readonly<Record<string, string>> = {}): Promise<string> {
    const context = this.folder('image');
    for (const [name, content] of Object.entries(files)) writeFileSync(join(context, name), content);
    const { gid, uid } = this.record.pod;
    const all = [`FROM ${this.image('checkpoint')}`, 'USER 0:0', ...lines, `USER ${uid}:${gid}`, ''];
    writeFileSync(join(context, 'Dockerfile'), all.join('\n'));
    const tag = `localhost/${LABEL}:${(this.made += 1)}`;
    await docker('build', '--quiet', '--label', LABEL, '--tag', tag, context);
    return tag;
  }

  /** The value of a key of the checkpoint's manifest. */
  public manifest(key: string): string {
    const text = readFileSync(join(this.unpacked, CHECKPOINT_FOLDER, 'manifest'), 'utf8');
    return new RegExp(`^${key}=(.*)$`, 'm').exec(text)?.[1] ?? '';
  }

  /** What a container of the release runs. */
  public async command(): Promise<readonly string[]> {
    const { stdout } = await docker('inspect', '--format', '{{json .Config.Entrypoint}}', this.image('checkpoint'));
    return JSON.parse(stdout) as readonly string[];
  }

  /** A network that leads nowhere. */
  public lonely(): Promise<string> {
    const name = `${LABEL}-lonely`;
    return (this.network ??= docker('network', 'create', '--internal', '--label', LABEL, name).then(() => name));
  }

  /** A folder of this machine that everybody may write to. */
  public folder(name: string): string {
    const folder = mkdtempSync(join(this.scene.folder, `${name}-`));
    chmodSync(folder, 0o777);
    return folder;
  }

  public async close(): Promise<void> {
    await removeAll();
    if (this.network !== undefined) await docker('network', 'rm', await this.network);
    const releases = [this, ...(this.next === undefined ? [] : [await this.next])];
    await docker('rmi', '--force', ...releases.flatMap((one) => [one.image('checkpoint'), one.image('service')]));
    await this.bucket.close();
    await this.scene.dispose();
  }

  private mounting(folder: string): PodChange {
    return {
      image: this.image('service'),
      env: { [VARIABLES.store]: STORE_FOLDER },
      options: ['--volume', `${folder}:${STORE_FOLDER}:ro`],
    };
  }
}

function publishedFolder(scene: Scene, { release, service }: ReleaseRecord): string {
  return join(scene.folder, 'store', service, release);
}

function imageOf({ images, repository }: ReleaseRecord, kind: 'service' | 'checkpoint'): string {
  return `${repository}@${images[kind].digest}`;
}
