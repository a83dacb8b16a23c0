import type { Capture } from '../../../../../stage/capture';
import { coldVariant, imageVariant, measureStarts } from '../../../../../cli/rehearsal/measure';
import { CREDENTIAL_ENVIRONMENT } from '../../../../../stage/sandbox/sandbox';
import { captureSpec } from '../../../../support/unit-capture-spec';
import { contextOf, PUBLISHED } from '../../../../support/unit-context';
import { copyScript, startLines } from '../../../../support/unit-copies';
import { failureOf } from '../../../../support/unit-failure';
import { exited } from '../../../../support/unit-runner';
import { RECORD } from '../../../../support/unit-release-record';

const made: Capture = { published: PUBLISHED, record: RECORD };
const spec = captureSpec({ run: { port: 8080, env: { A: '1' } }, readiness: { path: '/ready', timeoutSeconds: 0.1 } });

describe('measured starts', () => {
  test('run the service unchanged when cold, and like a pod when restored', () => {
    const context = contextOf({ spec });
    const cold = coldVariant(context, made);
    expect(cold).toMatchObject({ id: 'cold', image: 'service:1', env: { A: '1', ...CREDENTIAL_ENVIRONMENT } });
    expect(cold.shape).toMatchObject({ capabilities: [], seccomp: 'RuntimeDefault', user: { uid: 1000, gid: 1000 } });
    const image = imageVariant(context, made);
    expect(image.image).toBe(`localhost:5055/customers@${RECORD.images.checkpoint.digest}`);
    expect(image.env).toEqual({
      A: '1',
      ...CREDENTIAL_ENVIRONMENT,
      EKS_CRAC_RELEASE: 'v7',
      EKS_CRAC_DEADLINE_MS: '3000',
    });
    expect(image.shape).toMatchObject({ seccomp: 'Unconfined', allowPrivilegeEscalation: true });
  });

  test('have the volumes of a pod with a read-only root', () => {
    const readOnly = captureSpec({ run: { port: 8080, readOnlyRoot: true } });
    const published = { ...made.published, capturedPaths: ['/srv/a'], removedPaths: ['/var/b'] };
    const { env, shape } = imageVariant(contextOf({ spec: readOnly }), { ...made, published });
    expect(shape.volumes.map(({ path }) => path)).toEqual(['/srv', '/var']);
    expect(env).toMatchObject({ EKS_CRAC_SEEDED: '/srv:/var' });
  });

  test('are as many as requested, and the cold ones are counted', async () => {
    let looked = 0;
    const logs = () => ({
      stderr: startLines((looked += 1) === 2 ? 'cold' : 'restored', undefined, { restoreMs: 40 + looked }),
    });
    const context = contextOf({ spec, script: await copyScript({ script: { 'docker logs …': logs } }) });
    const times = await measureStarts(context, made, imageVariant(context, made), 3);
    expect(times.id).toBe('image');
    expect(times.startMs.runs).toHaveLength(3);
    expect(times.containerMs.runs).toHaveLength(3);
    expect(times.coldStarts).toBe(1);
    expect(times.parts).toEqual({
      restoreMs: { median: 42, max: 43, runs: [41, 43] },
      listeningMs: { median: 80, max: 80, runs: [80, 80] },
    });
    expect(Math.max(...times.containerMs.runs)).toBeLessThan(5000);
  });

  test('have no parts when nothing was restored', async () => {
    const context = contextOf({ spec, script: await copyScript() });
    expect(await measureStarts(context, made, coldVariant(context, made), 1)).not.toHaveProperty('parts');
  });

  test('know a restore by its decision when the port never seems to listen', async () => {
    const [decided = ''] = startLines('cold', 'disabled').split('\n');
    const context = contextOf({ spec, script: await copyScript({ logs: { stderr: `${decided}\n` } }) });
    expect((await measureStarts(context, made, imageVariant(context, made), 1)).coldStarts).toBe(1);
  });

  test('end when a command in the container is successful, however it is started', async () => {
    let asked = 0;
    const byCommand = captureSpec({ readiness: { exec: { command: ['ready'] }, timeoutSeconds: 5 } });
    const script = { 'docker exec c2 ready': () => ((asked += 1) < 2 ? exited(1, 'starting') : {}) };
    const context = contextOf({ spec: byCommand, script: await copyScript({ script }) });
    const { startMs } = await measureStarts(context, made, coldVariant(context, made), 1);
    expect(asked).toBe(2);
    expect(startMs.runs).toHaveLength(1);
  });

  test('fail if the service never responds', async () => {
    const context = contextOf({
      spec,
      script: await copyScript({ listener: (_, response) => response.writeHead(503).end() }),
    });
    expect(await failureOf(measureStarts(context, made, coldVariant(context, made), 1))).toEqual({
      code: 'service-not-ready',
      message: 'the measured start (cold) did not answer: not after 0.1 s; last seen: answer 503',
      remedy: "see the service's own log; with --keep its container stays",
    });
  });
});
