import { randomBytes } from 'node:crypto';
import { ProcessRunner } from '../../../kit/process';

/** On everything that these tests make. */
export const LABEL = `eks-crac-test-${randomBytes(4).toString('hex')}`;

const runner = new ProcessRunner();
let daemon: string | undefined;

/** Runs what it is given with commands that go to another daemon; one at a time. */
export async function withDaemon<T>(address: string, work: () => Promise<T>): Promise<T> {
  if (daemon !== undefined) throw new Error(`commands go to ${daemon} already`);
  daemon = address;
  try {
    return await work();
  } finally {
    daemon = undefined;
  }
}

export async function docker(
  ...args: readonly string[]
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const env = daemon === undefined ? {} : { DOCKER_HOST: daemon };
  const { stderr, stdout } = await runner.run([process.env['EKS_CRAC_CONTAINER_RUNTIME'] ?? 'docker', ...args], {
    env,
  });
  return { stdout, stderr };
}

/** The words of a command's answer. */
export async function words(...args: readonly string[]): Promise<readonly string[]> {
  return (await docker(...args)).stdout.split(/\s+/).filter((word) => word !== '');
}

export async function removeContainers(): Promise<void> {
  const containers = await words('ps', '--all', '--quiet', '--filter', `label=${LABEL}`);
  if (containers.length > 0) await docker('rm', '--force', '--volumes', ...containers);
}

export async function removeAll(): Promise<void> {
  await removeContainers();
  const images = await words('images', '--quiet', '--filter', `label=${LABEL}`);
  if (images.length > 0) await docker('rmi', '--force', ...new Set(images));
}
