import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ensureMachine, machineStatus, takeDown } from '../../../machine';
import type { MachineEvent } from '../../../machine';
import { FakeHost } from './fake-host';

const never = () => Promise.reject(new Error('nobody was to be asked'));

/** Where all images exist and no registry container, whose place this server takes. */
async function withRegistry<T>(work: (port: number, listen: () => Promise<void>) => Promise<T>): Promise<T> {
  const server = createServer((_, response) => response.end('{}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  try {
    return await work(port, () => new Promise((resolve) => server.listen(port, '127.0.0.1', resolve)));
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

test('with a container runtime that answers it asks nobody, builds no image that is there and starts the registry on loopback', async () => {
  await withRegistry(async (port, listen) => {
    const fake = new FakeHost().withDocker('26.1.5', {
      'image ls *': 'echo sha256:1234',
      'container inspect eks-crac-registry': 'echo "Error: No such container: eks-crac-registry" >&2; exit 1',
      'run *': 'echo 67b99a874c6d',
    });
    const events: MachineEvent[] = [];
    const host = fake.host({ env: fake.env({ EKS_CRAC_REGISTRY_PORT: String(port) }) });
    const listening = setInterval(() => {
      if (!fake.calls().some((call) => call.startsWith('docker run'))) return;
      clearInterval(listening);
      void listen();
    }, 10);
    const options = { yes: false, interactive: false, command: ['rehearse'], host };
    const machine = await ensureMachine(options, (event) => events.push(event), never);
    expect(machine).toMatchObject({
      containerRuntime: { program: 'docker', startedHere: false },
      registry: { host: `localhost:${port}`, startedHere: true, stopCommand: 'eks-crac machine down' },
      images: {
        debian: 'localhost/eks-crac/debian:forky',
        jdk: 'localhost/eks-crac/jdk:21',
        build: 'localhost/eks-crac/build:21',
        tools: 'localhost/eks-crac/tools:1',
      },
      stateDir: fake.state,
    });
    expect(events.map((event) => event.step)).toEqual(['registry', 'registry']);
    const [run] = fake.calls().filter((call) => call.startsWith('docker run'));
    expect(run).toContain(
      `--publish 127.0.0.1:${port}:5000 --volume eks-crac-registry:/var/lib/registry --cap-drop ALL`,
    );
    expect(run).toContain('--read-only localhost/eks-crac/tools:1 docker-registry serve /etc/eks-crac/registry.yml');
  });
});

test('status tells a registry that was stopped from one that runs', async () => {
  const answer = '[{"State":{"Running":false},"Config":{"Labels":{}}}]';
  const fake = new FakeHost()
    .withDocker('26.1.5', { 'image ls *': 'echo', 'container inspect eks-crac-registry': `echo '${answer}'` })
    .program('du', { '*': 'echo "2048 x"' });
  const status = await machineStatus(fake.env());
  expect(status).toMatchObject({
    containerRuntime: { program: 'docker', startedHere: false },
    registry: { state: 'stopped' },
    stateKiB: 2048,
  });
  expect(status.images.every((image) => !image.present)).toBe(true);
});

test("taking down leaves the user's container runtime alone, stops the registry in it and says what remains", async () => {
  const answer = '[{"State":{"Running":true},"Config":{"Labels":{}}}]';
  const fake = new FakeHost()
    .withDocker('26.1.5', {
      'image ls *jdk*': 'echo sha256:12',
      'image ls *': 'echo',
      'container inspect eks-crac-registry': `echo '${answer}'`,
      'container stop --time 10 eks-crac-registry': 'echo eks-crac-registry',
    })
    .program('du', { '*': 'echo "2048 x"' });
  const said: string[] = [];
  await takeDown({ purge: false, env: fake.env() }, (line) => said.push(line));
  expect(said).toEqual([
    'stopped container eks-crac-registry in docker',
    `remaining on disk: ${fake.state} (2 MB), docker container and volume eks-crac-registry, docker image localhost/eks-crac/jdk:21; delete it with \`eks-crac machine down --purge\``,
  ]);
});
