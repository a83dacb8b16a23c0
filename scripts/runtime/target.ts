import { BuildError } from './build-error';

/** The architectures that a runtime layer is built for, in OCI notation. */
export const TARGETS = ['amd64', 'arm64'] as const;
export type Target = (typeof TARGETS)[number];

/** The names of one architecture in ELF, Debian's folders and target triples. */
export const MACHINES = {
  amd64: { triple: 'x86_64-linux', loader: 'ld-linux-x86-64.so.2', loaderFolder: 'lib64' },
  arm64: { triple: 'aarch64-linux', loader: 'ld-linux-aarch64.so.1', loaderFolder: 'lib' },
} as const satisfies Readonly<Record<Target, object>>;

const HOSTS: Readonly<Record<string, Target>> = { x64: 'amd64', arm64: 'arm64' };

/** The architecture of this machine; a layer of any target is built on Linux of either. */
export function buildHost(platform: string = process.platform, arch: string = process.arch): Target {
  const host = HOSTS[arch];
  if (platform === 'linux' && host !== undefined) return host;
  throw new BuildError(
    `the runtime layer cannot be built on ${platform}/${arch}`,
    'build it on Linux on x86-64 or arm64, or install @eks-crac/runtime-linux-amd64 and @eks-crac/runtime-linux-arm64',
  );
}
