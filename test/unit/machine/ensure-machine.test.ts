import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { ensureMachine } from '../../../machine';
import type { MachineOptions, MachinePlan } from '../../../machine';
import { bridgeName } from '../../../machine/own-docker/bridge';
import { FakeHost } from './fake-host';

const silent = () => undefined;

function options(fake: FakeHost, change: Partial<MachineOptions> = {}): MachineOptions {
  return {
    yes: false,
    interactive: false,
    command: ['rehearse', '--runs', '5'],
    host: fake.host({ env: fake.env(freePort) }),
    ...change,
  };
}

function never(): Promise<boolean> {
  throw new Error('nobody was to be asked');
}

let freePort: { EKS_CRAC_REGISTRY_PORT: string };

beforeAll(async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  freePort = { EKS_CRAC_REGISTRY_PORT: String((server.address() as AddressInfo).port) };
  await new Promise((resolve) => server.close(resolve));
});

test('stops with the list of changes and the command to repeat when nobody can be asked', async () => {
  const fake = new FakeHost().withDeadDocker().withPackageTools();
  const { state } = fake;
  await expect(ensureMachine(options(fake), silent, never)).rejects.toMatchObject({
    code: 'declined',
    exitCode: 5,
    message: [
      'no container runtime answers; setting one up changes this machine, and that was not agreed to:',
      `  - unpack Docker, containerd, runc and iptables from Debian's packages into ${state}/programs (about 95 MB to download, 300 MB on disk); no package of the system is installed, changed or removed`,
      `  - start dockerd as a process of root, with its data, socket and log below ${state}; it ends with \`machine down\` or the next reboot`,
      `  - create the network bridge ${bridgeName(state)} for containers, and let dockerd add iptables rules and set net.ipv4.ip_forward=1`,
      `  - in that dockerd, create four images (Debian, a JDK, its build tools, small tools) and run the container eks-crac-registry, an image registry on localhost:${freePort.EKS_CRAC_REGISTRY_PORT} that only this machine reaches`,
    ].join('\n'),
    remedy: 'to agree, run `eks-crac rehearse --runs 5 --yes`',
  });
  expect(existsSync(state)).toBe(false);
});

test('shows the list to a person and stops calmly at a no', async () => {
  const fake = new FakeHost().withDeadDocker().withPackageTools();
  const shown: MachinePlan[] = [];
  const no = (plan: MachinePlan) => {
    shown.push(plan);
    return Promise.resolve(false);
  };
  await expect(ensureMachine(options(fake, { interactive: true }), silent, no)).rejects.toMatchObject({
    code: 'declined',
    message: 'the changes were declined; nothing was changed',
    remedy: 'to agree without being asked, run `eks-crac rehearse --runs 5 --yes`',
  });
  expect(shown[0]?.changes).toHaveLength(4);
  expect(existsSync(fake.state)).toBe(false);
});

test('says what to install where no container runtime can be set up', async () => {
  const fake = new FakeHost().withDeadDocker();
  const host = fake.host({ uid: 1000, env: fake.env(freePort) });
  await expect(ensureMachine(options(fake, { yes: true, host }), silent, never)).rejects.toMatchObject({
    code: 'machine-unsuitable',
    message:
      'no container runtime answers (Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?; podman is not installed), ' +
      'and none can be set up here: this user is not root, apt-get is missing, dpkg-deb is missing, start-stop-daemon is missing',
    remedy: 'install and start Docker 23 or newer, or Podman 4.3 or newer',
  });
});

test('sets nothing up on another system than Linux', async () => {
  const fake = new FakeHost();
  const host = fake.host({ platform: 'darwin', uid: 501, env: fake.env(freePort) });
  await expect(ensureMachine(options(fake, { yes: true, host }), silent, never)).rejects.toMatchObject({
    message:
      'no container runtime answers (docker is not installed; podman is not installed), and none can be set up here: this is darwin, not Linux',
  });
});

test('never sets up Docker for a user who demands Podman', async () => {
  const fake = new FakeHost().withPackageTools();
  const host = fake.host({ env: fake.env({ ...freePort, EKS_CRAC_CONTAINER_RUNTIME: 'podman' }) });
  await expect(ensureMachine(options(fake, { yes: true, host }), silent, never)).rejects.toMatchObject({
    code: 'container-runtime-unavailable',
    message: 'podman does not answer: podman is not installed',
    remedy: 'make `podman info` succeed, or unset `EKS_CRAC_CONTAINER_RUNTIME` to use Docker',
  });
});

test('names a registry port that is taken before it changes anything', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const fake = new FakeHost().withPackageTools();
  const host = fake.host({ env: fake.env({ EKS_CRAC_REGISTRY_PORT: String(port) }) });
  await expect(ensureMachine(options(fake, { yes: true, host }), silent, never)).rejects.toMatchObject({
    code: 'port-taken',
    message: `port ${port} of 127.0.0.1, which the registry needs, is in use`,
    remedy: 'free it, or set `EKS_CRAC_REGISTRY_PORT` to another port',
  });
  await new Promise((resolve) => other.close(resolve));
});

test.each(['0', '65536', 'nine', '-1'])('refuses EKS_CRAC_REGISTRY_PORT=%s', async (value) => {
  const fake = new FakeHost();
  const host = fake.host({ env: fake.env({ EKS_CRAC_REGISTRY_PORT: value }) });
  await expect(ensureMachine(options(fake, { host }), silent, never)).rejects.toMatchObject({
    code: 'usage',
    message: `\`EKS_CRAC_REGISTRY_PORT\` must be between 1 and 65535, got: ${value}`,
  });
});

test('an interruption is reported as such', async () => {
  const fake = new FakeHost().withDocker('26.1.5');
  await expect(ensureMachine(options(fake, { signal: AbortSignal.abort() }), silent, never)).rejects.toMatchObject({
    code: 'interrupted',
    exitCode: 130,
  });
});
