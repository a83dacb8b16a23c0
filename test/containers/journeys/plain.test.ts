import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { STEPS } from '../../../contract';
import { packagePath } from '../../../kit/package-path';
import { Scene } from '../../support/containers/scene';
import { fileCapabilities, readStoredImage } from './released-images';
import { rehearse } from './rehearsed';
import type { Rehearsed } from './rehearsed';
import { RestoredContainer } from './restored-container';
import { writeSampleSpec } from './sample';

const MINUTES = 60_000;
/** A restored service has the environment of its pod, and nothing of the capture's. */
const ENVIRONMENT = { ALLOW_EXIT: 'true', LOG_REQUESTS: 'true', MAPPED_FILE: 'true' };
const MAPPED = '/tmp/plain-mapped.bin';

describe('a rehearsal of the plain sample', () => {
  const scene = new Scene();
  let made: Rehearsed;

  beforeAll(async () => {
    writeSampleSpec(scene, 'plain', ({ run }) => ({
      run: { ...run, env: ENVIRONMENT },
    }));
    made = await rehearse(scene, 2);
  }, 2 * MINUTES);

  afterAll(async () => {
    await RestoredContainer.removeAll(scene.containers, made.record);
    await scene.dispose();
  });

  async function restored(): Promise<RestoredContainer> {
    const container = await RestoredContainer.start(scene.containers, made.record, ENVIRONMENT);
    expect(await container.ready()).toMatchObject({ mode: 'restored', reason: '', release: made.record.release });
    return container;
  }

  test('prints one document with the time of every start and step', () => {
    const { checkpoint, images, release, rows, steps } = made.report;
    expect(rows.map(({ id }) => id)).toEqual(['cold', 'image']);
    for (const { containerMs, ratioToCold, startMs } of rows) {
      for (const { max, median, runs } of [startMs, containerMs]) {
        expect(runs).toHaveLength(2);
        expect(Math.min(...runs)).toBeGreaterThan(0);
        expect(max).toBe(Math.max(...runs));
        expect(median).toBeCloseTo((Math.min(...runs) + max) / 2, 5);
      }
      expect(containerMs.median).toBeGreaterThan(startMs.median);
      expect(ratioToCold).toBeCloseTo((rows[0]?.startMs.median ?? 0) / startMs.median, 1);
    }
    expect(rows[1]).toMatchObject({ coldStarts: 0 });
    expect(rows[1]?.ratioToCold).toBeGreaterThan(1);
    expect(steps.map(({ id }) => id)).toEqual(STEPS);
    for (const { ms } of steps) expect(ms).toBeGreaterThanOrEqual(0);
    expect(Math.min(checkpoint.storedBytes, images.service, images.checkpoint)).toBeGreaterThan(0);
    expect(checkpoint.rawBytes).toBeGreaterThan(checkpoint.storedBytes);
    expect(images.checkpoint).toBeGreaterThan(images.service);
    expect(release).toMatchObject({ name: 'v1', service: scene.service, repository: scene.repository.repository });
  });

  test('keeps the document as a report file', () => {
    const file = join(scene.state.reports, `${scene.service}-v1.json`);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(made.report);
    expect(made.stderr).toContain(`report: ${file}`);
  });

  test('leaves a release of two images, a record and a claim, and nothing in the container runtime', async () => {
    const tags = await scene.repository.tags();
    expect(tags).toEqual(expect.arrayContaining(['v1', 'v1-checkpoint', 'v1-claim', 'v1-record']));
    expect(tags.filter((tag) => /^v(?!1($|-))/.test(tag))).toEqual([]);
    expect((await scene.repository.manifest('v1'))?.digest).toBe(made.record.images.service.digest);
    expect((await scene.repository.manifest('v1-checkpoint'))?.digest).toBe(made.record.images.checkpoint.digest);
    for (const { digest } of Object.values(made.record.images))
      expect((await scene.repository.manifest(digest))?.digest).toBe(digest);
    expect(await scene.containers.list('container', `eks-crac.run=${made.record.run}`)).toEqual([]);
  });

  test('describes in the record what a pod needs', () => {
    expect(made.record).toMatchObject({
      release: 'v1',
      service: scene.service,
      pod: { uid: 10001, gid: 10001, cpu: 1, memoryMiB: 512, port: 8080, readOnlyRoot: false },
      checkpoint: { capturedPaths: expect.arrayContaining([MAPPED]) as string[], removedPaths: [] },
      stores: [{ type: 'image', deadlineMs: made.record.pod.deadlineMs }],
    });
    expect(made.record.pod.deadlineMs).toBeGreaterThanOrEqual(5 * Math.max(...made.record.gate.restoreMs));
  });

  test('has the files of the service’s image in a cold start of the checkpoint image', async () => {
    const { containers } = scene;
    const image = `${made.record.repository}@${made.record.images.checkpoint.digest}`;
    const container = await containers.run({
      ...{ image, labels: { 'eks-crac.test': scene.service }, network: { kind: 'network', name: 'none', aliases: [] } },
      env: { EKS_CRAC_MODE: 'cold' },
      entrypoint: '/opt/eks-crac/start',
      command: ['/bin/ls', '-A', '/tmp'],
    });
    expect(await containers.wait(container, MINUTES)).toBe(0);
    expect((await containers.logs(container)).stdout).not.toContain(basename(MAPPED));
    await containers.remove('container', [container]);
  });

  test('makes the checkpoint one layer more than the service', async () => {
    const service = await readStoredImage(scene.repository, 'v1');
    const checkpoint = await readStoredImage(scene.repository, 'v1-checkpoint');
    expect(checkpoint.layers.slice(0, -1)).toEqual(service.layers);
    expect([service.entrypoint[0], checkpoint.entrypoint[0]]).toEqual(['/opt/eks-crac/start', '/opt/eks-crac/start']);
  });

  test('leaves nothing of the capture in the images but the id of the run', async () => {
    for (const tag of ['v1', 'v1-checkpoint']) {
      const image = await readStoredImage(scene.repository, tag);
      expect(image.env['EKS_CRAC_RUN']).toBe(made.record.run);
      expect(image.text).not.toMatch(/AWS_|JDK_JAVA_OPTIONS|ALLOW_EXIT|169\.254\.170|pods\.eks/);
    }
  });

  test('gives no file more capabilities than CRIU needs for a restore', async () => {
    const [SETPCAP, SYS_PTRACE, CHECKPOINT_RESTORE] = [8, 19, 40];
    const { layers } = await readStoredImage(scene.repository, 'v1-checkpoint');
    const found = await Promise.all(layers.map((layer) => fileCapabilities(scene.repository, layer)));
    expect(Object.assign({}, ...found)).toEqual({
      'opt/eks-crac/bin/criu': [SETPCAP, SYS_PTRACE, CHECKPOINT_RESTORE],
    });
  });

  test("restores the service with its output, and ends with the service's own status on SIGTERM", async () => {
    const container = await restored();
    expect((await container.request('/api/customers')).status).toBe(200);
    await container.hasPrinted(/^plain: GET \/api\/customers 200$/m);
    expect(await container.end('TERM')).toBe(143);
    expect(await container.output()).toMatch(/^plain: stopped$/m);
  });

  test('ends with the status that the restored service exits with', async () => {
    const container = await restored();
    expect((await container.request('/exit?status=42', { method: 'POST' })).status).toBe(202);
    expect(await container.ended()).toBe(42);
  });

  test('restores a container once more after it was stopped', async () => {
    const container = await restored();
    await container.stop();
    await container.startAgain();
    expect(await container.ready()).toMatchObject({ mode: 'restored' });
    expect(await container.output()).toMatch(/^plain: stopped$/m);
    expect((await container.request('/api/customers')).status).toBe(200);
  });

  test('carries a file that the service had mapped', async () => {
    const container = await restored();
    expect(await container.read(MAPPED)).toMatch(/^mapped by plain\n/);
  });
});

describe('other ways to run the plain sample', () => {
  let scene: Scene;

  beforeEach(() => (scene = new Scene()));
  afterEach(() => scene.dispose());

  test(
    'captures and restores an image that runs as root',
    async () => {
      const dockerfile = readFileSync(packagePath('examples/plain/Dockerfile'), 'utf8');
      scene.write('Dockerfile', dockerfile.replace(/^USER .*$/m, 'USER root'));
      writeSampleSpec(scene, 'plain', ({ build }) => ({
        build: { ...build, dockerfile: join(scene.folder, 'Dockerfile') },
      }));
      const { record, report } = await rehearse(scene);
      expect(record.pod).toMatchObject({ uid: 0, gid: 0 });
      expect(report.rows[1]).toMatchObject({ id: 'image', coldStarts: 0 });
    },
    2 * MINUTES,
  );

  test(
    'passes the gate with a read-only root, the captured files on a volume',
    async () => {
      writeSampleSpec(scene, 'plain', ({ run }) => ({
        run: { ...run, env: { MAPPED_FILE: 'true' }, readOnlyRoot: true },
      }));
      const { record } = await rehearse(scene);
      expect(record.pod).toMatchObject({ uid: 10001, readOnlyRoot: true });
      expect(record.checkpoint.capturedPaths).toContain(MAPPED);
      expect(record.gate.restores).toBe(3);
    },
    2 * MINUTES,
  );
});
