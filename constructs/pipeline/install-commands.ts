import type { CaptureHost } from './capture-host';

const NODE_VERSION = 22;
/** The label that the stage gives everything it makes. */
export const RUN_LABEL = 'eks-crac.run';
const CGROUP = '/sys/fs/cgroup';

// The mount helper would otherwise query the instance metadata for the region, which a build cannot reach.
const INSTALL_EFS = [
  'dnf install --assumeyes --quiet amazon-efs-utils',
  'sed -i "s/^#region = .*/region = $AWS_REGION/" /etc/amazon/efs/efs-utils.conf',
];

/** What a host needs before the stage runs: the `runtime-versions` of a build image, and commands. */
export interface HostSetUp {
  readonly runtimes: object;
  readonly commands: readonly string[];
}

/** Returns how a host is set up: Node.js, a Docker that can limit containers, and the mount helper of EFS. */
export function hostSetUp(host: CaptureHost, usesEfs: boolean): HostSetUp {
  const rest = [...(host._isLasting ? LEFTOVERS : []), ...(usesEfs ? INSTALL_EFS : [])];
  return host._isContainer
    ? { runtimes: { 'runtime-versions': { nodejs: NODE_VERSION } }, commands: [nestedCgroups(), ...rest] }
    : { runtimes: {}, commands: [...INSTANCE, ...rest] };
}

/**
 * A build that is killed cannot clean up, and its state, by which a later run would know, is gone with it: on a host that
 * outlives it, its service would go on taking the CPU, and its images the disk. A host runs one build at a time.
 */
const LEFTOVERS: readonly string[] = (
  [
    ['ps --all', 'rm --force'],
    ['network ls', 'network rm'],
    ['volume ls', 'volume rm'],
    ['image ls', 'image rm --force'],
  ] as const
).map(([list, remove]) => `docker ${list} --quiet --filter label=${RUN_LABEL} | xargs -r docker ${remove}`);

/**
 * Lets the Docker of a build limit its containers on cgroup v2, where a group that has processes can have no children
 * with limits: moves those of the build to a child group and passes the controllers on, as Docker's own image for Docker
 * in Docker does. A process that forks meanwhile makes the kernel refuse, hence the tries. With cgroup v1 it does
 * nothing.
 */
export function nestedCgroups(root = CGROUP): string {
  return [
    `if [ -f ${root}/cgroup.controllers ]; then mkdir -p ${root}/init`,
    'for try in 1 2 3 4 5',
    `do xargs -rn1 < ${root}/cgroup.procs > ${root}/init/cgroup.procs || true`,
    `sed -e 's/ / +/g' -e 's/^/+/' < ${root}/cgroup.controllers > ${root}/cgroup.subtree_control && break`,
    'done',
    'fi',
  ].join('; ');
}

/** An instance has no `runtime-versions`; what its machine image has already is left alone. */
const INSTANCE: readonly string[] = [
  `node --version 2>/dev/null | grep -qE '^v(2[2-9]|[3-9][0-9])\\.' || dnf install --assumeyes --quiet nodejs${NODE_VERSION}`,
  'command -v unzip >/dev/null || dnf install --assumeyes --quiet unzip',
  'command -v docker >/dev/null || dnf install --assumeyes --quiet docker',
  'docker info >/dev/null 2>&1 || systemctl start docker',
];
