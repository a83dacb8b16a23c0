import { randomBytes } from 'node:crypto';
import { IMAGES } from '../../../machine/images';
import { roleSessions } from '../../../stage/credentials/role-sessions';
import { ContainerRuntime } from '../../../stage/containers';
import { ProcessRunner } from '../../../kit/process';
import { removeResources } from '../../../stage/cleanup';
import { CREDENTIAL_ENVIRONMENT, openSandbox } from '../../../stage/sandbox/sandbox';
import { waitUntil } from '../../../kit/wait';
import { EMULATED, MotoServer } from '../../support/aws/moto-server';
import { contextOf } from '../../support/unit-context';

const MINUTES = 60_000;
const ROLE = { roleArn: `arn:aws:iam::${EMULATED.account}:role/capture`, sessionSeconds: 300 };
const ENDPOINT = CREDENTIAL_ENVIRONMENT['AWS_CONTAINER_CREDENTIALS_FULL_URI'] ?? '';
const TOKEN_FILE = CREDENTIAL_ENVIRONMENT['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'] ?? '';

let moto: MotoServer;

beforeAll(async () => {
  moto = (await MotoServer.start()).adopt();
}, 5 * MINUTES);

afterAll(() => moto.stop());

test(
  'a sandbox serves a session of the role like Pod Identity, and to nothing else',
  async () => {
    const runner = new ProcessRunner();
    const containers = new ContainerRuntime('docker', runner);
    const context = { ...contextOf(), containers, runner };
    const { run } = context;
    const images = { ...context.images, tools: IMAGES.tools };
    const network = run.name('network');
    const next = roleSessions(ROLE, run.id);
    const given = await next();
    try {
      await containers.createNetwork(network, run.labels);
      const companions = { name: network, companions: [], hosts: {}, close: () => Promise.resolve() };
      const { container } = await openSandbox(
        { ...context, images, credentials: () => Promise.resolve(given) },
        companions,
        randomBytes(2).toString('hex'),
      );
      const served = await waitUntil<string>({ timeoutMs: 10_000, intervalMs: 50 }, async () => {
        const { stderr, stdout } = await containers.exec(container, [
          ...[
            '/bin/sh',
            '-c',
            `busybox wget -q -O - --header "Authorization: $(cat ${TOKEN_FILE})" ${ENDPOINT} || true`,
          ],
        ]);
        return stdout === '' ? { seen: stderr } : { found: stdout };
      });
      const session = JSON.parse(served) as Record<string, string>;
      expect(session).toEqual({ ...given.document, Expiration: expect.any(String) as string });
      expect((await containers.exec(container, ['cat', TOKEN_FILE])).stdout).toBe(given.token);
      expect(session['AccessKeyId']).toMatch(/^ASIA/);
      const secondsTo = (time = '') => (Date.parse(time) - Date.now()) / 1000;
      expect(secondsTo(given.document.Expiration)).toBeGreaterThan(ROLE.sessionSeconds - 60);
      expect(secondsTo(session['Expiration'])).toBeLessThanOrEqual(60);
      const known =
        (await runner.run(['docker', 'inspect', container])).stdout + JSON.stringify(await containers.logs(container));
      for (const secret of [given.token, given.document.SecretAccessKey, given.document.Token])
        expect(known).not.toContain(secret);
      expect((await next()).document.AccessKeyId).not.toBe(session['AccessKeyId']);
    } finally {
      await removeResources(containers, run);
    }
  },
  2 * MINUTES,
);
