import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findFetchReport, PACKED_FOLDER } from '../../../contract';
import { IMAGES } from '../../../machine/images';
import { median } from '../../../cli/rehearsal/measure';
import { Scene } from '../../support/containers/scene';
import { OBJECT_CREDENTIALS, ObjectServer } from './object-server';
import { rehearse } from './rehearsed';
import type { Rehearsed } from './rehearsed';
import { RestoredContainer } from './restored-container';
import { writeSampleSpec } from './sample';
import { CredentialAgent, StorePod } from './store-pod';

const MINUTES = 60_000;
const MAPPED = '/tmp/plain-mapped.bin';
const CHECKPOINT = 'opt/eks-crac/checkpoint';

describe('a pod of vN restores from the pack that the stage published', () => {
  const scene = new Scene();
  const store = join(scene.folder, 'store');
  let server: ObjectServer;
  let agent: CredentialAgent;
  let made: Rehearsed;
  let pod: StorePod;
  let copies = 0;

  beforeAll(async () => {
    server = await ObjectServer.start('checkpoints');
    agent = await CredentialAgent.start({
      id: OBJECT_CREDENTIALS.AWS_ACCESS_KEY_ID,
      secret: OBJECT_CREDENTIALS.AWS_SECRET_ACCESS_KEY,
    });
    scene.withEnv(OBJECT_CREDENTIALS);
    writeSampleSpec(scene, 'plain', ({ run }) => ({
      run: { ...run, env: { MAPPED_FILE: 'true' } },
      publish: { folder: store, s3: { bucket: server.bucket, prefix: 'copies', endpoint: server.endpoint } },
    }));
    made = await rehearse(scene);
    pod = new StorePod(scene, made.record);
  }, 3 * MINUTES);

  afterAll(async () => {
    agent.stop();
    await RestoredContainer.removeAll(scene.containers, made.record);
    await server.stop();
    await scene.dispose();
  });

  const published = () => join(store, scene.service, made.record.release);

  /** The published checkpoint, unpacked by an init container, so that it can be damaged. */
  async function unpacked(): Promise<string> {
    const folder = emptyFolder();
    await pod.unpack(published(), folder);
    return folder;
  }

  test(
    'mounted read-only, as EFS is, and unpacked from there',
    async () => {
      const folder = emptyFolder();
      const { stderr } = await pod.unpack(published(), folder);
      const { bytes } = made.record.checkpoint.packed ?? {};
      expect(findFetchReport(stderr)).toMatchObject({ source: PACKED_FOLDER, bytes, retries: 0 });
      expectAllFiles(folder);
      const container = await pod.start(folder);
      expect(await container.ready()).toMatchObject({ mode: 'restored' });
      expect((await container.request('/api/customers')).status).toBe(200);
      expect(await container.read(MAPPED)).toMatch(/^mapped by plain\n/);
    },
    MINUTES,
  );

  test(
    'fetched from S3 with the pod identity, as the service user without any privilege',
    async () => {
      const folder = emptyFolder();
      const copy = `s3://${server.bucket}/copies/${scene.service}/${made.record.release}`;
      const { stderr } = await pod.fetch(copy, folder, server.endpoint, agent.uri);
      expect(findFetchReport(stderr)).toMatchObject({ source: copy, retries: 0 });
      expect(agent.asked).toBeGreaterThan(0);
      expectAllFiles(folder);
      const container = await pod.start(folder);
      expect(await container.ready()).toMatchObject({ mode: 'restored' });
      expect((await container.request('/api/customers')).status).toBe(200);
    },
    2 * MINUTES,
  );

  test(
    'about as fast as from the image once it is unpacked',
    async () => {
      const image: number[] = [];
      const stored: number[] = [];
      const folder = await unpacked();
      for (let round = 0; round < 5; round += 1) {
        image.push((await (await RestoredContainer.start(scene.containers, made.record)).ready()).ms);
        stored.push((await (await pod.start(folder)).ready()).ms);
      }
      expect(median(stored)).toBeLessThan(2 * median(image) + 50);
    },
    3 * MINUTES,
  );

  test(
    'starts cold when a file that the service had changed is missing',
    async () => {
      const folder = await unpacked();
      rmSync(join(folder, MAPPED));
      const container = await pod.start(folder);
      expect(await container.ready()).toMatchObject({ mode: 'cold', reason: 'store' });
    },
    MINUTES,
  );

  test.each([
    ['of a release that is not there', 's3://checkpoints/copies/nobody/v1'],
    ['of a bucket that is not there', 's3://nowhere/copies/x/v1'],
  ])(
    'says why it fetches nothing %s, and lets the pod start',
    async (_what, copy) => {
      const folder = emptyFolder();
      expect((await pod.fetch(copy, folder, server.endpoint, agent.uri)).stderr).toContain(`${copy} is not there; `);
      const container = await pod.start(folder);
      expect(await container.ready()).toMatchObject({ mode: 'cold', reason: 'no-checkpoint' });
    },
    MINUTES,
  );

  function expectAllFiles(folder: string): void {
    for (const { bytes, digest, path } of made.record.checkpoint.files) {
      const file = readFileSync(join(folder, CHECKPOINT, path));
      const hash = createHash('sha256').update(file).digest('hex');
      expect({ path, bytes: file.length, digest: `sha256:${hash}` }).toEqual({ path, bytes, digest });
    }
  }

  function emptyFolder(): string {
    const folder = join(scene.folder, `empty-${(copies += 1)}`);
    mkdirSync(folder);
    return folder;
  }
});

describe('a service that changes what belongs to another user', () => {
  const scene = new Scene();

  afterAll(() => scene.dispose());

  test(
    'cannot be published to a store, and the path is named',
    async () => {
      scene.smallService({ publish: { folder: join(scene.folder, 'store') } }).write('Dockerfile', CHANGES_ROOTS_FILE);
      const { exitCode, stderr } = await scene.rehearse();
      expect(stderr).toContain(
        'the captured file /srv/shared cannot be written by user 10001, so no pod could restore from a store other than the image',
      );
      expect(exitCode).toBe(9);
      await scene.expectNothingLeft();
    },
    2 * MINUTES,
  );
});

/** Everybody may write to the file, but only its owner may change its mode. */
const CHANGES_ROOTS_FILE = [
  `FROM ${IMAGES.tools} AS tools`,
  'FROM scratch',
  'COPY --from=tools /bin/busybox /bin/busybox',
  'COPY --from=tools /bin/busybox /bin/sh',
  'COPY health /srv/health',
  'COPY --chmod=666 health /srv/shared',
  'USER 10001:10001',
  'ENTRYPOINT ["/bin/sh", "-c", "echo changed >>/srv/shared; exec /bin/busybox httpd -f -p 8080 -h /srv"]',
  '',
].join('\n');
