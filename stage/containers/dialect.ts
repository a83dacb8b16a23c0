export type RuntimeProgram = 'docker' | 'podman';

/** Options that differ between Docker and Podman; everything else is shared. */
export interface Dialect {
  /** Options of `build`. */
  readonly build: readonly string[];
  /** Options of `container rm` that stop a container at once, and with it the containers in its namespaces. */
  readonly removeContainer: readonly string[];
  /** Options of `create` and `run` that make a read-only root behave as in a pod. */
  readonly readOnlyRoot: readonly string[];
  /** Options of `pull` and `push` for a registry on this machine, which uses plain HTTP. */
  readonly plainHttp: readonly string[];
  /** Whether `cp` from a container preserves file owners; if not, every file belongs to the container's user. */
  readonly copyKeepsOwners: boolean;
  /** The `network inspect` template for this machine's address on the network. */
  readonly gateway: string;
}

export const DIALECTS: Readonly<Record<RuntimeProgram, Dialect>> = {
  docker: {
    // An attestation would turn the image into an index with a different digest.
    build: ['--progress', 'plain', '--provenance=false'],
    removeContainer: ['--force', '--volumes'],
    readOnlyRoot: [],
    plainHttp: [],
    copyKeepsOwners: true,
    gateway: '{{(index .IPAM.Config 0).Gateway}}',
  },
  podman: {
    // Podman's default format cannot store a health check or a shell, which the service's image may have.
    build: ['--format', 'docker'],
    // Without `--time` Podman first waits ten seconds for a graceful stop.
    removeContainer: ['--force', '--volumes', '--time', '0', '--depend'],
    // Podman would otherwise mount writable tmpfs at /tmp, /run and /var/tmp.
    readOnlyRoot: ['--read-only-tmpfs=false'],
    plainHttp: ['--tls-verify=false'],
    copyKeepsOwners: false,
    gateway: '{{(index .Subnets 0).Gateway}}',
  },
};
