import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProcessError } from '../../../kit/process';
import { BuildError } from '../build-error';
import { TARGETS } from '../target';
import type { Target } from '../target';
import type { Workspace } from '../workspace';
import { MIRROR, SUITE } from './wanted';

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** The signed indices of the suite as they are now. */
export interface DebianIndex {
  /** When Debian released it. */
  readonly released: Date;
  readonly packages: Readonly<Record<Target, string>>;
  readonly sources: string;
}

/** Fetches the indices by a private apt, which verifies their signature. */
export async function debianIndex({ runner, say }: Workspace): Promise<DebianIndex> {
  const folder = await mkdtemp(join(tmpdir(), 'eks-crac-lock-'));
  try {
    await mkdir(join(folder, 'lists/partial'), { recursive: true });
    await mkdir(join(folder, 'archives/partial'), { recursive: true });
    await writeFile(join(folder, 'sources.list'), sourcesList());
    say(`read the indices of Debian ${SUITE}`);
    await runner.run(['apt-get', '--quiet', ...options(folder), 'update'], { env: { LC_ALL: 'C' } });
    return await read(join(folder, 'lists'));
  } catch (error) {
    if (!(error instanceof ProcessError)) throw error;
    const text = `the indices of Debian ${SUITE} could not be read: ${error.message}`;
    throw new BuildError(text, 'make sure that apt-get is there and reaches the mirror, then run the command again', {
      cause: error,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function read(lists: string): Promise<DebianIndex> {
  const names = await readdir(lists);
  const content = (end: string) => readFile(join(lists, names.find((name) => name.endsWith(end)) ?? end), 'utf8');
  const release = await content('_InRelease');
  const [amd64, arm64] = await Promise.all(TARGETS.map((target) => content(`_binary-${target}_Packages`)));
  return {
    released: new Date(/^Date: (.+)$/m.exec(release)?.[1] ?? ''),
    packages: { amd64: amd64 ?? '', arm64: arm64 ?? '' },
    sources: await content('_Sources'),
  };
}

function sourcesList(): string {
  const line = (kind: string, settings: string) =>
    `${kind} [${settings} signed-by=${KEYRING}] ${MIRROR} ${SUITE} main\n`;
  return line('deb', `arch=${TARGETS.join(',')} target=Packages`) + line('deb-src', 'target=Sources');
}

function options(folder: string): string[] {
  const settings = [
    `Dir::Etc::sourcelist=${join(folder, 'sources.list')}`,
    'Dir::Etc::sourceparts=/dev/null',
    `Dir::State::lists=${join(folder, 'lists')}`,
    `Dir::Cache=${folder}`,
    'Acquire::Languages=none',
    'Acquire::GzipIndexes=false',
    'Acquire::Retries=3',
    // A moving suite's release file can be past its date on a mirror.
    'Acquire::Check-Valid-Until=false',
    'APT::Sandbox::User=root',
  ];
  return settings.flatMap((setting) => ['-o', setting]);
}
