export type RuntimeProgram = 'docker' | 'podman';

/** What Docker and Podman want to be told differently; everything else is common to both. */
export interface Dialect {
  /** Options of `build`. */
  readonly build: readonly string[];
  /** Options of `container rm` that end a container at once, and with it those that live in its namespaces. */
  readonly removeContainer: readonly string[];
  /** Options of `create` and `run` that leave a read-only root as bare as a pod's. */
  readonly readOnlyRoot: readonly string[];
  /** Options of `pull` and `push` for a registry of this machine, which speaks plain HTTP. */
  readonly plainHttp: readonly string[];
  /** Whether `cp` out of a container keeps the owners of files; else all are the container's user's. */
  readonly copyKeepsOwners: boolean;
  /** The template of `network inspect` for this machine's address on the network. */
  readonly gateway: string;
}

export const DIALECTS: Readonly<Record<RuntimeProgram, Dialect>> = {
  docker: {
    // An attestation would make the image an index, whose digest is not the image's.
    build: ['--progress', 'plain', '--provenance=false'],
    removeContainer: ['--force', '--volumes'],
    readOnlyRoot: [],
    plainHttp: [],
    copyKeepsOwners: true,
    gateway: '{{(index .IPAM.Config 0).Gateway}}',
  },
  podman: {
    // Its own format has no room for a health check or a shell, which the service's image may have.
    build: ['--format', 'docker'],
    // Without a time it asks politely first, for ten seconds.
    removeContainer: ['--force', '--volumes', '--time', '0', '--depend'],
    // It would mount empty folders at /tmp, /run and /var/tmp.
    readOnlyRoot: ['--read-only-tmpfs=false'],
    plainHttp: ['--tls-verify=false'],
    copyKeepsOwners: false,
    gateway: '{{(index .Subnets 0).Gateway}}',
  },
};
