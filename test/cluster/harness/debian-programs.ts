import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { obstacles } from '../../../machine/host';
import type { Host } from '../../../machine/host';
import { readIfThere } from '../../../machine/files';
import { fetchPackages, PACKAGE_PROGRAMS, systemMirror, unpackPackages } from '../../../machine/own-docker/packages';
import type { PackageName } from '../../../machine/own-docker/packages';
import { withScratch } from '../../../machine/scratch';
import { machineFolders } from '../../../machine';
import type { ProcessRunner } from '../../../kit/process';
import { part } from './progress';
import type { Say } from './progress';

/** The newest programs that Debian 12's C library can run; pods with a user namespace need containerd 2. */
const PROGRAMS: readonly PackageName[] = [
  'containerd/forky',
  'etcd-server/trixie',
  'containernetworking-plugins/trixie',
  'busybox-static/bookworm',
  'patchelf/bookworm',
  'nftables/bookworm',
  'libnftables1/bookworm',
  'libedit2/bookworm',
  'libbsd0/bookworm',
  'libmd0/bookworm',
  'libjansson4/bookworm',
  'libgmp10/bookworm',
  'libmnl0/bookworm',
  'libnftnl11/bookworm',
  'iptables/bookworm',
  'libip4tc2/bookworm',
  'libip6tc2/bookworm',
  'libxtables12/bookworm',
  'libnfnetlink0/bookworm',
  'libnetfilter-conntrack3/bookworm',
];

/** Pods with a user namespace need runc 1.2, which brings its C library along. */
const RUNC: readonly PackageName[] = ['runc/forky', 'libseccomp2/forky', 'libc6/forky'];

const COMMANDS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['containerd', 'containerd-shim-runc-v2', 'ctr', 'etcd'].map((name) => [name, `root/usr/bin/${name}`]),
  ),
  runc: 'runc/usr/sbin/runc',
  busybox: 'root/bin/busybox',
  nft: 'root/usr/sbin/nft',
  ...Object.fromEntries(
    ['iptables', 'iptables-save', 'iptables-restore', 'ip6tables', 'ip6tables-save', 'ip6tables-restore'].map(
      (name) => [name, 'root/usr/sbin/xtables-nft-multi'],
    ),
  ),
};

/** Programs unpacked from Debian packages into the cache; they are used in place. */
export class DebianPrograms {
  private constructor(private readonly folder: string) {}

  public static in(cache: string): DebianPrograms {
    const recipe = JSON.stringify([PROGRAMS, RUNC, COMMANDS]);
    return new DebianPrograms(join(cache, `debian-${createHash('sha256').update(recipe).digest('hex').slice(0, 12)}`));
  }

  /** First in PATH for whoever uses them. */
  public get bin(): string {
    return join(this.folder, 'bin');
  }

  public get networkPlugins(): string {
    return join(this.folder, 'root/usr/lib/cni');
  }

  public path(program: string): string {
    return join(this.bin, program);
  }

  /** For the programs that write rules of the firewall; nothing else sees these libraries. */
  public async libraries(): Promise<Readonly<Record<string, string>>> {
    const libraries = await triplet(join(this.folder, 'root'));
    return { LD_LIBRARY_PATH: libraries, XTABLES_LIBDIR: join(libraries, 'xtables') };
  }

  public async areUnpacked(): Promise<boolean> {
    return (await readIfThere(join(this.folder, 'packages'))) !== undefined;
  }

  /** The folder appears whole or not at all. */
  public async unpack(host: Host, runner: ProcessRunner, say: Say): Promise<void> {
    if (await this.areUnpacked()) return;
    const found = await obstacles(host, [...PACKAGE_PROGRAMS, 'start-stop-daemon', 'openssl']);
    if (found.length > 0) throw new Error(`this machine cannot run the test cluster: ${found.join(', ')}`);
    const draft = `${this.folder}.draft`;
    await rm(draft, { recursive: true, force: true });
    await part(say, "download and unpack containerd, runc, etcd and nftables from Debian's packages", async () => {
      const mirror = await systemMirror(runner);
      await withScratch({ ...machineFolders(host.env), scratch: `${this.folder}.scratch` }, async (scratch) => {
        const packages = { host, runner, scratch, mirror, say: () => undefined };
        const archives = await fetchPackages(packages, [...PROGRAMS, ...RUNC]);
        const [forRunc, others] = [archives.filter(isOf(RUNC)), archives.filter(isOf(PROGRAMS))];
        await unpackPackages(packages, others, join(draft, 'root'));
        await unpackPackages(packages, forRunc, join(draft, 'runc'));
        await writeFile(join(draft, 'packages'), `${archives.map((path) => basename(path, '.deb')).join('\n')}\n`);
      });
      await this.bindRunc(runner, draft);
      await mkdir(join(draft, 'bin'));
      for (const [name, target] of Object.entries(COMMANDS)) await symlink(`../${target}`, join(draft, 'bin', name));
    });
    await rename(draft, this.folder);
  }

  /** runc starts itself anew from a copy, so a loader in front of it would be lost on the way. */
  private async bindRunc(runner: ProcessRunner, draft: string): Promise<void> {
    const patchelf = join(draft, 'root/usr/bin/patchelf');
    const runc = join(draft, 'runc/usr/sbin/runc');
    const { stdout } = await runner.run([patchelf, '--print-interpreter', runc]);
    const libraries = (await triplet(join(draft, 'runc'))).replace(draft, this.folder);
    const loader = join(libraries, basename(stdout.trim()));
    await runner.run([patchelf, '--set-interpreter', loader, '--force-rpath', '--set-rpath', libraries, runc]);
  }
}

async function triplet(root: string): Promise<string> {
  const name = (await readdir(join(root, 'usr/lib'))).find((entry) => entry.endsWith('-linux-gnu')) ?? 'none';
  return join(root, 'usr/lib', name);
}

function isOf(names: readonly PackageName[]): (archive: string) => boolean {
  const packages = new Set(names.map((name) => name.split('/')[0]));
  return (archive) => packages.has(basename(archive).split('_')[0]);
}
