import { IMAGES } from '../../../machine/images';
import { buildHost } from '../../../scripts/runtime/target';
import { toolsImage } from '../../../stage/codebuild/tools-image';
import { runtimeArchive } from '../../../stage/runtime/runtime-archive';
import { Listener } from '../../../stage/steps/gate/listener';
import { ContainerRuntime } from '../../../stage/containers';
import { ProcessRunner } from '../../../kit/process';
import { removeResources } from '../../../stage/cleanup';
import { CREDENTIAL_ENVIRONMENT, openSandbox } from '../../../stage/sandbox/sandbox';
import { throwAwayCredentials } from '../../../stage/credentials';
import type { Sandbox } from '../../../stage/sandbox/sandbox';
import type { StageContext } from '../../../stage/context/stage-context';
import { scratch } from '../../support/unit-scratch';
import { contextOf } from '../../support/unit-context';

const MINUTES = 60_000;
const TOKEN_FILE = CREDENTIAL_ENVIRONMENT['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'] ?? '';
const GIVEN = throwAwayCredentials();
/** Sends the lines of standard input to a port of an address and prints the response. */
const ASK = 'exec 3<>"/dev/tcp/$0/$1"; cat >&3; cat <&3';

/** The image of local runs, and that of a build on AWS. */
const TOOLS = {
  workstation: () => Promise.resolve(IMAGES.tools),
  build: async (containers: ContainerRuntime) => {
    const { signal } = new AbortController();
    const request = { archive: 'tools', architecture: buildHost(), runner: new ProcessRunner(), signal } as const;
    return toolsImage(containers, await runtimeArchive(request), scratch(), signal);
  },
} as const;

describe.each(Object.entries(TOOLS))('the network of a copy, with the tools of a %s', (_, toolsOf) => {
  const runner = new ProcessRunner();
  const containers = new ContainerRuntime(
    process.env['EKS_CRAC_CONTAINER_RUNTIME'] === 'podman' ? 'podman' : 'docker',
    runner,
  );
  let context: StageContext;
  let sandbox: Sandbox;
  let network: string;

  beforeAll(async () => {
    const given = contextOf();
    const tools = await toolsOf(containers);
    context = { ...given, containers, runner, images: { ...given.images, tools } };
    const { run } = context;
    network = run.name('network');
    await containers.createNetwork(network, run.labels);
    await containers.run({
      image: tools,
      labels: run.labels,
      network: { kind: 'network', name: network, aliases: ['table'] },
      // Reads what comes until the other side ends, and says nothing.
      entrypoint: 'socat',
      command: ['-u', 'TCP4-LISTEN:8000,fork,reuseaddr', 'OPEN:/dev/null'],
    });
    const companions = { name: network, companions: ['table'], hosts: {}, close: () => Promise.resolve() };
    sandbox = await openSandbox({ ...context, credentials: () => Promise.resolve(GIVEN) }, companions, 'copy-1');
  }, 2 * MINUTES);

  afterAll(() => removeResources(containers, context.run), MINUTES);

  const bash = async (script: string, ...args: readonly string[]) =>
    (await containers.exec(sandbox.container, ['/bin/bash', '-euc', script, ...args])).stdout;

  test('serves the session to every request, even to many at once', async () => {
    const header = `printf 'GET /v1/credentials HTTP/1.1\\r\\nAuthorization: %s\\r\\n\\r\\n' "$(cat ${TOKEN_FILE})"`;
    const ask = `for n in {1..50}; do ${header} | bash -c '${ASK}' 169.254.170.23 80 & done; wait`;
    const documents = (await bash(ask)).match(/\{[^}]*\}/g) ?? [];
    expect(documents).toHaveLength(50);
    for (const document of documents)
      expect(JSON.parse(document)).toEqual({ ...GIVEN.document, Expiration: expect.any(String) as string });
  });

  test('serves it to no other token', async () => {
    const asked = `printf 'GET /v1/credentials HTTP/1.1\\r\\nAuthorization: none\\r\\n\\r\\n' | bash -c '${ASK}' 169.254.170.23 80`;
    expect(await bash(asked)).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\n/);
  });

  test('shows a key in a header, in a query, and split over two packets', async () => {
    const listener = await Listener.start(context, network, sandbox.container);
    const requests = [
      `printf 'GET / HTTP/1.0\\r\\nAuthorization: AWS4-HMAC-SHA256 Credential=ASIAHEADER/20260101/x\\r\\n\\r\\n'`,
      `printf 'GET /?X-Amz-Credential=ASIAQUERY%%2F20260101 HTTP/1.0\\r\\n\\r\\n'`,
      `printf 'GET / HTTP/1.0\\r\\nX: \\0\\377 Credential=\\r\\n\\r\\n'`,
    ];
    for (const request of requests) await bash(`${request} >/dev/tcp/table/8000`);
    // A write leaves at once only when the one before it has arrived: its queue is empty then.
    const arrived = `until ! grep -q ':1F40 01 [0-9A-F]*[1-9A-F][0-9A-F]*:' /proc/net/tcp; do :; done`;
    const parts = ['GET / HTTP/1.0\\r\\nX: Crede', 'ntial=ASI', 'ACUT/x\\r\\n\\r\\n'];
    await bash(`exec 3>/dev/tcp/table/8000; ${parts.map((part) => `printf '${part}' >&3; ${arrived}`).join('; ')}`);
    const address = await listener.addressOf('table');
    const heard = await listener.heardKeys();
    expect(heard.map(({ accessKey }) => accessKey).sort()).toEqual(['ASIACUT', 'ASIAHEADER', 'ASIAQUERY']);
    for (const key of heard) expect(key).toMatchObject({ address, port: 8000 });
    expect(await listener.addressOf('nobody')).toBeUndefined();
    const whole = await containers.exec(listener.container, [
      '/bin/sh',
      '-c',
      'grep -ac "$0" /sent.pcap; true',
      'ASIACUT',
    ]);
    expect(whole.stdout.trim()).toBe('0');
  });
});
