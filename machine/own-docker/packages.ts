import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessRunner } from '../../kit/process';
import type { Host } from '../host';

export const DEFAULT_MIRROR = 'http://deb.debian.org/debian/';
/** The programs that `unpackPackages` calls. */
export const PACKAGE_PROGRAMS = ['apt-get', 'dpkg-deb'] as const;

const SUITES = ['forky', 'trixie', 'bookworm'] as const;

/** A package and the Debian release it is taken from. */
export type PackageName = `${string}/${(typeof SUITES)[number]}`;

export interface Packages {
  readonly host: Host;
  readonly runner: ProcessRunner;
  /** An empty folder for lists and archives. */
  readonly scratch: string;
  readonly mirror: string;
  readonly say: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** The mirror of Debian that the system's own sources name, so that a machine behind a company's mirror uses that. */
export async function systemMirror(runner: ProcessRunner, signal?: AbortSignal): Promise<string> {
  const argv = ['apt-get', 'indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages'];
  const { stdout } = await runner.run(argv, { signal });
  return stdout.split('\n').find((uri) => /^https?:\/\/.*\/debian\/?$/.test(uri)) ?? DEFAULT_MIRROR;
}

/** Fetches packages by a private apt, which knows nothing of the system's sources and pins, and verifies signatures. */
export async function fetchPackages(packages: Packages, names: readonly PackageName[]): Promise<readonly string[]> {
  const { scratch, say, signal } = packages;
  const archives = join(scratch, 'archives');
  await mkdir(join(archives, 'partial'), { recursive: true });
  await mkdir(join(scratch, 'lists', 'partial'), { recursive: true });
  await writeFile(join(scratch, 'sources.list'), sources(packages, names));
  const apt = ['apt-get', '--quiet', ...options(scratch)];
  const run = { cwd: archives, onLine: say, signal, env: { LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' } };
  await packages.runner.run([...apt, 'update'], run);
  await packages.runner.run([...apt, 'download', ...names], run);
  const files = (await readdir(archives)).filter((name) => name.endsWith('.deb'));
  return files.sort().map((name) => join(archives, name));
}

export async function unpackPackages(packages: Packages, archives: readonly string[], into: string): Promise<void> {
  await mkdir(into, { recursive: true });
  for (const archive of archives) {
    await packages.runner.run(['dpkg-deb', '--extract', archive, into], { signal: packages.signal });
  }
}

/** Only the releases that something is taken from: each costs its list of packages. */
function sources({ host, mirror }: Packages, names: readonly PackageName[]): string {
  return SUITES.filter((suite) => names.some((name) => name.endsWith(`/${suite}`)))
    .map((suite) => `deb [signed-by=${host.keyring} target=Packages lang=none] ${mirror} ${suite} main\n`)
    .join('');
}

function options(scratch: string): string[] {
  const settings = [
    `Dir::Etc::sourcelist=${join(scratch, 'sources.list')}`,
    'Dir::Etc::sourceparts=/dev/null',
    'Dir::Etc::preferences=/dev/null',
    'Dir::Etc::preferencesparts=/dev/null',
    `Dir::State::lists=${join(scratch, 'lists')}`,
    `Dir::Cache=${scratch}`,
    `Dir::Cache::archives=${join(scratch, 'archives')}`,
    'Acquire::Languages=none',
    'Acquire::Retries=3',
    // The state folder may lie in a home directory, which apt's own user cannot enter.
    'APT::Sandbox::User=root',
  ];
  return settings.flatMap((setting) => ['-o', setting]);
}
