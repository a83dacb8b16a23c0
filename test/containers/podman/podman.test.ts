import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IMAGES } from '../../../machine/images';
import { packagePath } from '../../../kit/package-path';
import { CliProcess } from '../../support/containers/cli-process';
import { leftovers } from '../../support/containers/leftovers';
import { Scene } from '../../support/containers/scene';
import { rehearse } from '../journeys/rehearsed';
import type { Rehearsed } from '../journeys/rehearsed';
import { RestoredContainer } from '../journeys/restored-container';
import { writeSampleSpec } from '../journeys/sample';
import { choosePodman } from './podman-host';

const MINUTES = 60_000;
/** A restored service has the environment of its pod, and nothing of the capture's. */
const ENVIRONMENT = { ALLOW_EXIT: 'true', LOG_REQUESTS: 'true', MAPPED_FILE: 'true' };
const MAPPED = '/tmp/plain-mapped.bin';
const LISTEN = "require('node:net').createServer().listen(Number(process.argv[1]), '127.0.0.1')";
/** The service starts only if both companions are reachable by name. */
const REACHES = (...addresses: readonly string[]) =>
  JSON.stringify([
    'bash',
    '-c',
    [...addresses.map((address) => `true <>/dev/tcp/${address}`), 'exec java -jar /app/plain.jar'].join(' && '),
  ]);

describe('a rehearsal with Podman', () => {
  const folder = mkdtempSync(join(tmpdir(), 'eks-crac-podman-'));
  let scene: Scene;
  let made: Rehearsed;

  beforeAll(async () => {
    await choosePodman(folder);
    scene = new Scene();
    const dockerfile = readFileSync(packagePath('examples/plain/Dockerfile'), 'utf8');
    scene
      .write('Dockerfile', dockerfile.replace(/^ENTRYPOINT .*$/m, `ENTRYPOINT ${REACHES('store/9000', 'stub/9001')}`))
      .write('store/Dockerfile', `FROM ${IMAGES.tools}\nENTRYPOINT ["busybox", "httpd", "-f", "-p", "9000"]\n`);
    writeSampleSpec(scene, 'plain', ({ build, run }) => ({
      build: { ...build, dockerfile: join(scene.folder, 'Dockerfile') },
      run: { ...run, env: ENVIRONMENT, readOnlyRoot: true },
      companions: [
        { name: 'store', build: { context: 'store' }, port: 9000, readiness: { tcp: true } },
        { name: 'stub', command: ['node', '-e', LISTEN, '{port}'], port: 9001, readiness: { tcp: true } },
      ],
    }));
    // Podman builds the stages of the runtime layer one after the other, without Docker's caches.
    made = await rehearse(scene, 1, 9 * MINUTES);
  }, 10 * MINUTES);

  afterAll(async () => {
    await RestoredContainer.removeAll(scene.containers, made.record);
    await scene.dispose();
    await CliProcess.start(['machine', 'down'], { cwd: folder, env: process.env }).ended();
    rmSync(folder, { recursive: true, force: true });
  }, MINUTES);

  test('captures, proves and releases, and leaves nothing', async () => {
    expect(made.record).toMatchObject({
      release: 'v1',
      gate: { restores: 3 },
      pod: { uid: 10001, readOnlyRoot: true },
    });
    expect(made.record.checkpoint.capturedPaths).toContain(MAPPED);
    expect(made.report.rows[1]).toMatchObject({ id: 'image', coldStarts: 0 });
    expect(await leftovers(scene.containers, scene.state, { scene: scene.id, runs: scene.runs() })).toEqual([]);
  });

  test('restores a released image with its files, its output and its status', async () => {
    const container = await RestoredContainer.start(scene.containers, made.record, ENVIRONMENT);
    expect(await container.ready()).toMatchObject({ mode: 'restored', reason: '', release: 'v1' });
    expect((await container.request('/api/customers')).status).toBe(200);
    await container.hasPrinted(/^plain: GET \/api\/customers 200$/m);
    expect(await container.read(MAPPED)).toMatch(/^mapped by plain\n/);
    expect((await container.request('/exit?status=42', { method: 'POST' })).status).toBe(202);
    expect(await container.ended()).toBe(42);
  }, 60_000);
});
