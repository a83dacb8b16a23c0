import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { IMAGES } from '../../../machine/images';
import { docker, LABEL } from '../runtime/docker';
import { KERNELS } from './kernels';

const MACHINE = 'localhost/eks-crac/test-machine:1';
/** QEMU, and below `/machine` the root file system with the kernels. */
export const EMULATOR = 'localhost/eks-crac/test-emulator:1';
const DISK_GIB = 6;

/** Builds both images; later calls find them. */
export async function buildEmulator(): Promise<void> {
  const file = join(__dirname, 'machine.Dockerfile');
  const kernels = `KERNELS=${Object.values(KERNELS).join(' ')}`;
  const args = ['--build-arg', `DEBIAN=${IMAGES.debian}`, '--build-arg', kernels, '--network', 'host'];
  for (const [target, tag] of [
    ['machine', MACHINE],
    ['emulator', EMULATOR],
  ] as const) {
    await docker('build', ...args, '--target', target, '--file', file, '--tag', tag, __dirname);
  }
}

const LOAD = [
  'dockerd --bridge none --iptables=false > dockerd.log 2>&1 & daemon=$!',
  'until docker info > /dev/null 2>&1; do kill -0 $daemon || { cat dockerd.log >&2; exit 1; }; sleep 0.2; done',
  'docker load --quiet --input images.tar',
  'kill $daemon; wait $daemon || true',
].join('\n');

const MAKE_DISKS = [
  'install -m 755 /init /machine/sbin/machine-init; mkdir -p /machine/var/lib/docker',
  `truncate --size ${DISK_GIB}G root.img docker.img`,
  'mke2fs -q -t ext4 -d /machine root.img',
  'mke2fs -q -t ext4 -d /var/lib/docker docker.img',
  'find /var/lib/docker -mindepth 1 -delete; rm images.tar',
].join('\n');

/**
 * Writes the disks of virtual machines, `root.img` and `docker.img`, into a folder. Docker's is filled by a daemon on this
 * machine, as unpacking images takes minutes in a virtual one.
 */
export async function makeDisks(images: readonly string[], folder: string): Promise<void> {
  const store = join(folder, 'docker');
  await mkdir(store, { recursive: true });
  await docker('save', '--output', join(folder, 'images.tar'), ...images);
  const privileged = ['run', '--rm', '--privileged', '--network', 'none', '--label', LABEL, '--workdir', folder];
  const volumes = ['--volume', `${folder}:${folder}`, '--volume', `${store}:/var/lib/docker`];
  await docker(...privileged, ...volumes, MACHINE, 'sh', '-ec', LOAD);
  const init = ['--volume', `${join(__dirname, 'init')}:/init:ro`];
  await docker(...privileged, ...volumes, ...init, EMULATOR, 'sh', '-ec', MAKE_DISKS);
}
