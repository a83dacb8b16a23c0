import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packagePath } from '../../../kit/package-path';
import { expectFailure } from '../../support/containers/failure';
import { Scene } from '../../support/containers/scene';
import { standInJdk } from '../../support/containers/stand-in-jdk';
import { rehearse } from './rehearsed';
import type { Rehearsed } from './rehearsed';
import { RestoredContainer } from './restored-container';

const MINUTES = 60_000;
const CUSTOMER = { name: 'Ada Lovelace', email: 'ada@example.com', accountNumber: 'NL-0002' };
const JAVA = '/opt/crac-jdk/bin/java';
/** A shell starts the JVM and passes it a variable that no pod has. */
const SCRIPT = ['/bin/sh', '-c', 'export FROM_SCRIPT=1; java -jar /app/plain.jar; exit $?'];

jest.setTimeout(3 * MINUTES);

/**
 * The whole stage with engine warp and a stand-in for its JDK, which restores by starting again: responses that depend
 * on the memory of the capture cannot be compared here.
 */
let image: string | undefined;
let removeImage = () => Promise.resolve();

afterAll(() => removeImage());

async function warpScene(fault?: string): Promise<Scene> {
  const scene = new Scene();
  if (image === undefined) {
    const built = await standInJdk(scene.containers);
    image = built;
    removeImage = () => scene.containers.remove('image', [built]);
  }
  const env = { ALLOW_EXIT: 'true', CAPTURED: 'yes', ...(fault === undefined ? {} : { STAND_IN_FAULT: fault }) };
  const context = packagePath('examples/plain');
  const dockerfile = readFileSync(join(context, 'Dockerfile'), 'utf8');
  scene.write('Dockerfile', dockerfile.replace(/^ENTRYPOINT .*$/m, `ENTRYPOINT ${JSON.stringify(SCRIPT)}`));
  return scene.spec({
    build: { context, dockerfile: join(scene.folder, 'Dockerfile'), args: { BASE_IMAGE: image } },
    engine: { type: 'warp' },
    run: { port: 8080, memoryMiB: 512, env },
    gate: {
      requests: [
        { method: 'POST', path: '/api/customers', json: CUSTOMER, status: 201 },
        { path: '/api/customers/nobody', status: 404 },
      ],
      ignore: ['id', 'createdAt'],
      deadlineSeconds: 10,
    },
  });
}

describe('a rehearsal with warp', () => {
  let scene: Scene;
  let made: Rehearsed;

  beforeAll(async () => {
    scene = await warpScene();
    made = await rehearse(scene);
  });
  afterAll(async () => {
    await RestoredContainer.removeAll(scene.containers, made.record);
    await scene.dispose();
  });

  const start = (env?: Readonly<Record<string, string>>) => RestoredContainer.start(scene.containers, made.record, env);

  test('releases what its JVM wrote', () => {
    expect(made.record).toMatchObject({
      release: 'v1',
      engine: { type: 'warp', version: expect.stringMatching(/^\d+\.\d+/) as string },
      pod: { uid: 10001, gid: 10001 },
      host: { clockSeconds: 0 },
    });
    expect(made.record.checkpoint.files.map(({ path }) => path)).toEqual(['core.img', 'policies.yaml']);
    expect(made.record.gate.restores).toBe(3);
    expect(made.report.rows[1]).toMatchObject({ id: 'image', coldStarts: 0 });
  });

  test('restores without a capability, under the default seccomp profile and no-new-privileges, as another user than root', async () => {
    const container = await start();
    expect(await container.ready()).toMatchObject({ mode: 'restored', reason: '', release: 'v1' });
    const status = await container.read('/proc/1/status');
    expect(status).toMatch(/^Uid:\t10001\t/m);
    for (const set of ['CapPrm', 'CapEff', 'CapBnd']) expect(status).toMatch(new RegExp(`^${set}:\\t0+$`, 'm'));
    expect(status).toMatch(/^NoNewPrivs:\t1$/m);
    expect(status).toMatch(/^Seccomp:\t2$/m);
    expect(await container.output()).toMatch(/^warp: Restore successful!$/m);
    expect(await container.end('TERM')).toBe(143);
    expect(await container.output()).toMatch(/^plain: stopped$/m);
  });

  test('passes the properties of the pod to the restored JVM, and what the pod lacks as empty', async () => {
    const container = await start({ EKS_CRAC_JAVA_PROPERTIES: 'greeting=good day\nlevel=info', ALLOW_EXIT: 'true' });
    expect(await container.ready()).toMatchObject({ mode: 'restored' });
    const manifest = await container.read('/opt/eks-crac/checkpoint/manifest');
    expect(manifest).toContain(`\njava=${JAVA}\n`);
    expect(manifest).toContain('\nvariable=CAPTURED\n');
    expect(manifest).not.toMatch(/^(root|service|process|variable=JDK_JAVA_OPTIONS|variable=FROM_SCRIPT)\b/m);
    const { command, environment } = await container.jvm();
    expect(command).toEqual([
      JAVA,
      '-XX:CRaCEngine=warp',
      '-XX:CRaCRestoreFrom=/opt/eks-crac/checkpoint',
      '-Djdk.crac.resource-policies=/opt/eks-crac/checkpoint/policies.yaml',
      '-Dgreeting=good day',
      '-Dlevel=info',
    ]);
    expect(environment).toEqual(expect.arrayContaining(['CAPTURED=', 'ALLOW_EXIT=true']));
    expect(environment.join('\n')).not.toMatch(/^(JDK_JAVA_OPTIONS|JAVA_TOOL_OPTIONS)=/m);
    expect((await container.request('/exit?status=42', { method: 'POST' })).status).toBe(202);
    expect(await container.ended()).toBe(42);
  });

  test.each([
    ['restore-cpu', 'restore-failed', /Restore failed due to incompatible or missing CPU features/],
    ['restore-hang', 'deadline', /^/],
  ])('starts cold in the same container: %s', async (fault, reason, words) => {
    const container = await start({ STAND_IN_FAULT: fault });
    expect(await container.ready()).toMatchObject({ mode: 'cold', reason });
    expect(await container.errors()).toMatch(words);
    expect((await container.request('/api/customers')).status).toBe(200);
    expect(await container.end('TERM')).toBe(143);
  });
});

describe('a rehearsal with warp fails', () => {
  let scene: Scene;

  afterEach(() => scene.dispose());

  test('when the JVM refuses the checkpoint', async () => {
    scene = await warpScene('open-socket');
    expectFailure(await scene.rehearse(), {
      code: 'checkpoint-failed',
      cause:
        /^the JVM refused the checkpoint: [^]*CheckpointOpenSocketException: Socket\[addr=db\/10\.0\.0\.1,port=5432/,
      remedy: /^close the connection in `beforeCheckpoint`/,
    });
    await scene.expectNothingLeft();
  });

  test('in the gate when the checkpoint cannot be restored', async () => {
    scene = await warpScene('restore-cpu');
    expectFailure(await scene.rehearse(), {
      code: 'restore-failed',
      cause:
        /^copy-[123] restored from the pushed image is not like the captured service: it started cold, reason restore-failed \(the JVM ended with status 1\); [^]*incompatible or missing CPU features/,
      remedy: /nothing was released/,
    });
    await scene.expectNothingLeft();
  });

  test('with a JDK without CRaC', async () => {
    scene = new Scene().spec({ engine: { type: 'warp' } });
    expectFailure(await scene.rehearse(), {
      code: 'checkpoint-failed',
      cause: "the JDK of the image has no CRaC: Unrecognized VM option 'CRaCEngine=warp'",
      remedy: /^base the image on a JDK that has Warp/,
    });
    await scene.expectNothingLeft();
  });
});
