import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { IMAGES } from '../../../machine/images';
import { ContainerRuntime } from '../../../stage/containers';
import { freePort } from '../../../stage/steps/companions/ports';
import { ProcessError, ProcessRunner } from '../../../kit/process';

/** What Debian 12 needs in addition to a checkout; none of it installs or changes Docker. */
const PACKAGES = 'podman runc netavark aardvark-dns iptables';

const SETTINGS = `
[containers]
# More than these are refused where root lacks CAP_SYS_RESOURCE.
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
[engine]
# crun refuses a machine with both versions of control groups.
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[network]
network_backend = "netavark"
# Not Podman's own default, whose address a bridge of another installation may have.
default_subnet = "10.240.7.0/24"
`;

/** Makes Podman the container runtime of this test and of the programs it starts, with a separate registry port. */
export async function choosePodman(folder: string): Promise<void> {
  const docker =
    process.env['EKS_CRAC_CONTAINER_RUNTIME'] === 'docker' ? new ProcessRunner({ ...process.env }) : undefined;
  mkdirSync(folder, { recursive: true });
  const settings = join(folder, 'containers.conf');
  writeFileSync(settings, SETTINGS);
  Object.assign(process.env, {
    CONTAINERS_CONF: settings,
    EKS_CRAC_CONTAINER_RUNTIME: 'podman',
    // `machine down` stops what the state folder lists, which must not be the Docker of the other suites.
    EKS_CRAC_STATE: join(folder, 'state'),
    EKS_CRAC_REGISTRY_PORT: String(await freePort()),
  });
  await requirePodman();
  if (docker !== undefined) await takeImages(docker);
}

async function requirePodman(): Promise<void> {
  try {
    await new ProcessRunner().run(['podman', 'info']);
  } catch (error) {
    if (!(error instanceof ProcessError)) throw error;
    const remedy = `install it: apt-get install --no-install-recommends ${PACKAGES}`;
    throw new Error(`the test needs Podman: ${error.message}\n  → ${remedy}`, { cause: error });
  }
}

/** Copies Docker's base images, which would take a minute to build. */
async function takeImages(docker: ProcessRunner): Promise<void> {
  const podman = new ContainerRuntime('podman', new ProcessRunner());
  const images = [IMAGES.debian, IMAGES.jdk, IMAGES.build, IMAGES.tools];
  const present = await Promise.all(images.map((image) => podman.hasImage(image)));
  if (present.every((there) => there)) return;
  const archive = docker.stream(['docker', 'save', ...images]);
  await new ProcessRunner().run(['podman', 'load'], { input: archive.stdout });
  await archive.done;
}
