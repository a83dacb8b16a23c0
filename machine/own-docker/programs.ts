import { mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readIfThere, whenMissing } from '../files';
import { step } from '../progress';
import type { MachineProgress } from '../progress';
import { fetchPackages, unpackPackages } from './packages';
import type { PackageName, Packages } from './packages';

/**
 * Docker of Debian 13, whose daemon knows CHECKPOINT_RESTORE, served by what Debian 12 has: these need no library newer
 * than Debian 12's, so the same files run on both. Busybox makes the network bridge, debootstrap a base image.
 */
const PACKAGES: readonly PackageName[] = [
  'docker.io/trixie',
  'docker-cli/trixie',
  'docker-buildx/trixie',
  'tini/trixie',
  'debootstrap/trixie',
  'containerd/bookworm',
  'runc/bookworm',
  'busybox-static/bookworm',
  'iptables/bookworm',
  'libip4tc2/bookworm',
  'libip6tc2/bookworm',
  'libxtables12/bookworm',
  'libnfnetlink0/bookworm',
  'libnetfilter-conntrack3/bookworm',
  'libnftnl11/bookworm',
  'libmnl0/bookworm',
];

const IPTABLES = ['iptables', 'iptables-save', 'iptables-restore', 'ip6tables', 'ip6tables-save', 'ip6tables-restore'];

/** What the folder for PATH offers, and where each is below the unpacked root. */
const COMMANDS: Readonly<Record<string, string>> = {
  docker: 'usr/bin/docker',
  dockerd: 'usr/sbin/dockerd',
  'docker-proxy': 'usr/sbin/docker-proxy',
  'docker-init': 'usr/bin/docker-init',
  containerd: 'usr/bin/containerd',
  'containerd-shim-runc-v2': 'usr/bin/containerd-shim-runc-v2',
  runc: 'usr/sbin/runc',
  ...Object.fromEntries(IPTABLES.map((name) => [name, 'usr/sbin/xtables-nft-multi'])),
};

/** Programs unpacked into the state folder; they are used in place. */
export class UnpackedPrograms {
  public constructor(public readonly folder: string) {}

  /** First in PATH for whoever uses them. */
  public get bin(): string {
    return join(this.folder, 'bin');
  }

  /** Where the Docker client looks for its settings: only the place of its plugins, no credentials. */
  public get dockerConfig(): string {
    return join(this.folder, 'docker-config');
  }

  public path(inside: string): string {
    return join(this.folder, 'root', inside);
  }

  /** The folder of libraries, whose name depends on the processor. */
  public async libraries(): Promise<string> {
    const names = await readdir(this.path('usr/lib'));
    const triplet = names.find((name) => name.endsWith('-linux-gnu')) ?? 'none';
    return this.path(join('usr/lib', triplet));
  }

  /** The files they came from, with version; nothing when they are not unpacked. */
  public async origin(): Promise<readonly string[]> {
    const list = await readIfThere(join(this.folder, 'packages'));
    return list === undefined ? [] : list.trim().split('\n');
  }

  public async areUnpacked(): Promise<boolean> {
    return (await readIfThere(join(this.folder, 'recipe'))) === recipe();
  }

  /** Downloads and unpacks everything; the folder appears whole or not at all. */
  public async unpack(packages: Omit<Packages, 'say'>, progress: MachineProgress): Promise<void> {
    const draft = join(packages.scratch, 'programs');
    const archives = await step(progress, 'packages', "download Docker from Debian's packages", (say) =>
      fetchPackages({ ...packages, say }, PACKAGES),
    );
    await step(progress, 'unpack', `unpack it into ${this.folder}`, async (say) => {
      await unpackPackages({ ...packages, say }, archives, join(draft, 'root'));
      await link(join(draft, 'bin'));
      await this.configureClient(draft);
      await writeFile(join(draft, 'packages'), `${archives.map((path) => basename(path, '.deb')).join('\n')}\n`);
      await writeFile(join(draft, 'recipe'), recipe());
      await rm(this.folder, { recursive: true, force: true });
      await rename(draft, this.folder);
    });
  }

  private async configureClient(draft: string): Promise<void> {
    const folder = join(draft, basename(this.dockerConfig));
    await mkdir(folder);
    const plugins = this.path('usr/libexec/docker/cli-plugins');
    await writeFile(join(folder, 'config.json'), JSON.stringify({ cliPluginsExtraDirs: [plugins] }));
  }
}

/** Whether debootstrap came with the programs; nothing when they are not unpacked. */
export async function unpackedRoot(programs: UnpackedPrograms): Promise<string | undefined> {
  const there = await whenMissing(readdir(programs.path('usr/share/debootstrap')), undefined);
  return there === undefined ? undefined : programs.path('');
}

async function link(bin: string): Promise<void> {
  await mkdir(bin);
  for (const [name, target] of Object.entries(COMMANDS)) await symlink(join('..', 'root', target), join(bin, name));
}

function recipe(): string {
  return JSON.stringify({ PACKAGES, COMMANDS });
}
