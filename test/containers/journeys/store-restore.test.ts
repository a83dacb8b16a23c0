import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
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

describe('a pod of vN restores from what the stage published as plain files', () => {
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

  /** Copies the published checkpoint, so that the copy can be damaged. */
  function ownCopy(): string {
    const folder = join(scene.folder, `copy-${(copies += 1)}`);
    cpSync(published(), folder, { recursive: true });
    return folder;
  }

  test(
    'mounted read-only, as EFS is',
    async () => {
      const container = await pod.start(published());
      expect(await container.ready()).toMatchObject({ mode: 'restored' });
      expect((await container.request('/api/customers')).status).toBe(200);
      expect(await container.read(MAPPED)).toMatch(/^mapped by plain\n/);
    },
    MINUTES,
  );

  test(
    'fetched from S3 with the pod identity, as the service user without any privilege',
    async () => {
      const folder = join(scene.folder, 'fetched');
      mkdirSync(folder);
      const copy = `s3://${server.bucket}/copies/${scene.service}/${made.record.release}`;
      const { stderr } = await pod.fetch(copy, folder, server.endpoint, agent.uri);
      expect(JSON.parse(stderr.trim())).toMatchObject({ 'eks-crac': 'fetch', source: copy });
      expect(agent.asked).toBeGreaterThan(0);
      for (const { path } of made.record.checkpoint.files)
        expect(
          readFileSync(join(folder, CHECKPOINT, path)).equals(readFileSync(join(published(), CHECKPOINT, path))),
        ).toBe(true);
      const container = await pod.start(folder);
      expect(await container.ready()).toMatchObject({ mode: 'restored' });
      expect((await container.request('/api/customers')).status).toBe(200);
    },
    2 * MINUTES,
  );

  test(
    'about as fast as from the image',
    async () => {
      const image: number[] = [];
      const mounted: number[] = [];
      for (let round = 0; round < 5; round += 1) {
        image.push((await (await RestoredContainer.start(scene.containers, made.record)).ready()).ms);
        mounted.push((await (await pod.start(published())).ready()).ms);
      }
      expect(median(mounted)).toBeLessThan(2 * median(image) + 50);
    },
    3 * MINUTES,
  );

  test(
    'starts cold when a file that the service had changed is missing',
    async () => {
      const folder = ownCopy();
      rmSync(join(folder, MAPPED));
      const container = await pod.start(folder);
      expect(await container.ready()).toMatchObject({ mode: 'cold', reason: 'store' });
    },
    MINUTES,
  );

  test.each([
    [
      'of a release that is not there',
      's3://checkpoints/copies/nobody/v1',
      /s3:\/\/checkpoints\/copies\/nobody\/v1 (could not be fetched; check that it exists, the network, and that the pod's role may read it|has no files.json: there is no stored checkpoint, or it is incomplete)/,
    ],
    [
      'of a bucket that is not there',
      's3://nowhere/copies/x/v1',
      /s3:\/\/nowhere\/copies\/x\/v1 could not be fetched; check that it exists, the network, and that the pod's role may read it/,
    ],
  ])(
    'says why it fetches nothing %s, and lets the pod start',
    async (_what, copy, text) => {
      const folder = emptyFolder();
      expect((await pod.fetch(copy, folder, server.endpoint, agent.uri)).stderr).toMatch(text);
      const container = await pod.start(folder);
      expect(await container.ready()).toMatchObject({ mode: 'cold', reason: 'no-checkpoint' });
    },
    MINUTES,
  );

  test(
    'fetches nothing that is not named as an object of S3',
    async () => {
      const fetched = pod.fetch('https://nowhere', emptyFolder(), server.endpoint, agent.uri);
      await expect(fetched).rejects.toThrow('the source must be s3://BUCKET/PREFIX, got: https://nowhere');
    },
    MINUTES,
  );

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
    'cannot be published as plain files, and the path is named',
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
