import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReleaseRecord } from '../../../contract';
import { packagePath } from '../../../kit/package-path';
import { RECORD_TYPE } from '../../../releases/records';
import { rehearse } from '../../containers/journeys/rehearsed';
import { writeSampleSpec } from '../../containers/journeys/sample';
import { Scene } from '../../support/containers/scene';
import type { SpecInput } from '../../support/containers/scene';

const CUT_PAGES = 'RUN for file in /opt/eks-crac/checkpoint/pages-*.img; do truncate -s 4096 "$file"; done';
const CAPTURE_MS = 180_000;
/** So that the pods of a rollout fit beside the others on a node of two processors. */
const SMALL_CPU = 0.5;

/** Releases of the plain sample, each captured for real. */
export class Captured {
  public readonly scene = new Scene();
  private changes: Partial<SpecInput> = {};

  /** What the specs of the next releases have beside the sample's. */
  public with(changes: Partial<SpecInput>): this {
    this.changes = changes;
    return this;
  }

  /** As another user than root, unless told otherwise. Each call makes the next release of the same service. */
  public async release(
    env: Readonly<Record<string, string>> = {},
    user?: 'root',
    cpu = SMALL_CPU,
  ): Promise<ReleaseRecord> {
    const dockerfile = join(this.scene.folder, 'Dockerfile');
    const text = readFileSync(packagePath('examples/plain/Dockerfile'), 'utf8');
    this.scene.write('Dockerfile', user === undefined ? text : text.replace(/^USER .*$/m, `USER ${user}`));
    writeSampleSpec(this.scene, 'plain', ({ build, run }) => ({
      build: { ...build, dockerfile },
      run: { ...run, cpu, env: { ALLOW_EXIT: 'true', LOG_REQUESTS: 'true', ...env } },
      ...this.changes,
    }));
    return (await rehearse(this.scene, 1, CAPTURE_MS)).record;
  }

  /**
   * A release whose file of memory pages ends early, as after a push that was cut off and that nobody noticed: a layer
   * on top of the checkpoint's image, and a record that names the result.
   */
  public damaged(record: ReleaseRecord, release: string): Promise<ReleaseRecord> {
    return this.changed(record, release, [CUT_PAGES]);
  }

  /** A release that neither restores nor starts cold: its program is gone, too. */
  public neverReady(record: ReleaseRecord, release: string): Promise<ReleaseRecord> {
    return this.changed(record, release, [CUT_PAGES, 'RUN rm /app/plain.jar']);
  }

  /** Puts a record and the images that it names under the tags of its release, as the stage does. */
  public async published(record: ReleaseRecord): Promise<ReleaseRecord> {
    const { containers, repository } = this.scene;
    const service = `${record.repository}@${record.images.service.digest}`;
    await containers.pull(service);
    await containers.tag(service, `${record.repository}:${record.release}`);
    await containers.push(`${record.repository}:${record.release}`);
    const artifact = { artifactType: RECORD_TYPE, document: record, annotations: {} };
    await repository.putArtifact(`${record.release}-record`, artifact);
    return record;
  }

  private async changed(record: ReleaseRecord, release: string, lines: readonly string[]): Promise<ReleaseRecord> {
    const { containers, repository } = this.scene;
    const tag = `${record.repository}:${release}-checkpoint`;
    const image = `${record.repository}@${record.images.checkpoint.digest}`;
    const { gid, uid } = record.pod;
    this.scene.write('changed/Dockerfile', [`FROM ${image}`, 'USER 0', ...lines, `USER ${uid}:${gid}`, ''].join('\n'));
    const context = join(this.scene.folder, 'changed');
    const build = { context, dockerfile: join(context, 'Dockerfile'), tag, labels: {}, args: {} };
    await containers.build(build, () => undefined);
    await containers.push(tag, () => undefined);
    await containers.remove('image', [tag]);
    const pushed = await repository.manifest(`${release}-checkpoint`);
    if (pushed === undefined) throw new Error(`${tag} was not pushed`);
    const { checkpoint } = record.images;
    return { ...record, release, images: { ...record.images, checkpoint: { ...checkpoint, digest: pushed.digest } } };
  }

  public async dispose(): Promise<void> {
    await this.scene.dispose();
  }
}
