import { findUsersRuntime } from '../../../machine/users-docker';
import { FakeHost } from './fake-host';

test('takes the Docker daemon that answers, with the builder of its context', async () => {
  const fake = new FakeHost().withDocker('26.1.5+dfsg1', { 'run x': 'echo $BUILDX_BUILDER' }).withPodman('5.4.0');
  const { containerRuntime } = await findUsersRuntime(fake.env());
  expect(containerRuntime).toMatchObject({ program: 'docker', version: '26.1.5+dfsg1', startedHere: false });
  expect((await containerRuntime?.runner.run(['docker', 'run', 'x']))?.stdout).toBe('desktop-linux\n');
});

test('a docker client without a daemon is not a container runtime', async () => {
  const fake = new FakeHost().withDeadDocker().withPodman('4.3.1');
  expect((await findUsersRuntime(fake.env())).containerRuntime).toMatchObject({ program: 'podman', version: '4.3.1' });
});

test('says why neither answers', async () => {
  const { containerRuntime, why } = await findUsersRuntime(new FakeHost().withDeadDocker().env());
  expect(containerRuntime).toBeUndefined();
  expect(why).toEqual([
    'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    'podman is not installed',
  ]);
});

test('a docker that is Podman in disguise does not count as a daemon', async () => {
  const fake = new FakeHost().program('docker', { 'version *': `echo '{"Client":{"Version":"4.9.3"}}'` });
  expect((await findUsersRuntime(fake.env())).why).toEqual(['docker reaches no daemon', 'podman is not installed']);
});

test.each([
  ['docker', 'docker'],
  ['podman', 'podman'],
])('EKS_CRAC_CONTAINER_RUNTIME=%s asks that container runtime alone', async (demanded, program) => {
  const fake = new FakeHost().withDocker('26.1.5').withPodman('5.4.0');
  expect((await findUsersRuntime(fake.env({ EKS_CRAC_CONTAINER_RUNTIME: demanded }))).containerRuntime?.program).toBe(
    program,
  );
  expect(fake.calls().every((call) => call.startsWith(program))).toBe(true);
});

test('refuses another value of EKS_CRAC_CONTAINER_RUNTIME', async () => {
  await expect(findUsersRuntime(new FakeHost().env({ EKS_CRAC_CONTAINER_RUNTIME: 'nerdctl' }))).rejects.toMatchObject({
    code: 'usage',
    message: '`EKS_CRAC_CONTAINER_RUNTIME` must be docker or podman, got: nerdctl',
    remedy: 'set it to one of these, or unset it to take the container runtime that answers',
  });
});

test('refuses a Docker daemon that does not know CHECKPOINT_RESTORE', async () => {
  await expect(findUsersRuntime(new FakeHost().withDocker('20.10.24').env())).rejects.toMatchObject({
    code: 'machine-unsuitable',
    message: 'the Docker daemon is version 20.10.24, which does not know the capability CHECKPOINT_RESTORE',
    remedy: 'update it to 23 or newer, or set `EKS_CRAC_CONTAINER_RUNTIME=podman` to use Podman',
  });
});

test('takes the oldest Docker that knows it', async () => {
  expect((await findUsersRuntime(new FakeHost().withDocker('23.0.0').env())).containerRuntime?.version).toBe('23.0.0');
});

test.each(['4.2.9', '3.4.4'])('refuses Podman %s', async (version) => {
  await expect(findUsersRuntime(new FakeHost().withPodman(version).env())).rejects.toMatchObject({
    message: `Podman is version ${version}, which is too old`,
    remedy: 'update it to 4.3 or newer, or start Docker 23 or newer',
  });
});

test('refuses a Docker without buildx', async () => {
  const fake = new FakeHost().withDocker('26.1.5', {
    'buildx version': `echo "docker: 'buildx' is not a docker command." >&2; exit 1`,
  });
  await expect(findUsersRuntime(fake.env())).rejects.toMatchObject({
    code: 'machine-unsuitable',
    message: 'docker has no buildx, which builds the images',
    remedy: 'install it: package docker-buildx-plugin, or docker-buildx in Debian',
  });
});
