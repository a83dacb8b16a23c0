import type { PodShape } from '../../engines';
import { variableOptions } from './variables';

/** The network of a container. */
export type ContainerNetwork =
  | { readonly kind: 'network'; readonly name: string; readonly aliases: readonly string[] }
  /** Joins the network namespace of another container, like the containers of a pod. */
  | { readonly kind: 'container'; readonly id: string };

export interface ContainerMount {
  /** The name of a volume, or the path of a folder. */
  readonly volume: string;
  readonly path: string;
  /** @default false */
  readonly readOnly?: boolean;
}

/** A container to create. */
export interface ContainerSpec {
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly network: ContainerNetwork;
  /** @default - the image's entry point */
  readonly entrypoint?: string;
  /** @default - the image's command */
  readonly command?: readonly string[];
  /** @default - the user of the shape, else the image's */
  readonly user?: string;
  /** @default {} */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * Container ports to publish, each on a free port of 127.0.0.1.
   * @default - none
   */
  readonly publish?: readonly number[];
  /**
   * Host names and addresses for the container's hosts file.
   * @default {}
   */
  readonly hosts?: Readonly<Record<string, string>>;
  /** @default [] */
  readonly mounts?: readonly ContainerMount[];
  /** @default - the container runtime's default privileges, no limits */
  readonly shape?: PodShape;
  /**
   * Capabilities added to the container runtime's defaults.
   * @default []
   */
  readonly addCapabilities?: readonly string[];
}

/** Returns the arguments of `create`, as understood by both Docker and Podman; the values of variables are not in them. */
export function createArguments(spec: ContainerSpec): string[] {
  const flags = [
    ...pairs('--label', Object.entries(spec.labels)),
    ...networkArguments(spec.network),
    ...variableOptions('--env', spec.env ?? {}),
    ...Object.entries(spec.hosts ?? {}).flatMap(([name, address]) => ['--add-host', `${name}:${address}`]),
    ...(spec.mounts ?? []).flatMap(({ path, readOnly = false, volume }) => [
      '--volume',
      `${volume}:${path}${readOnly ? ':ro' : ''}`,
    ]),
    ...(spec.addCapabilities ?? []).flatMap((name) => ['--cap-add', name]),
    ...(spec.publish ?? []).flatMap((port) => ['--publish', `127.0.0.1::${port}`]),
    ...(spec.user === undefined ? [] : ['--user', spec.user]),
    ...(spec.entrypoint === undefined ? [] : ['--entrypoint', spec.entrypoint]),
    ...(spec.shape === undefined ? [] : shapeArguments(spec.shape)),
  ];
  return [...flags, spec.image, ...(spec.command ?? [])];
}

/** Renders a pod shape as container runtime options, with the same limits a kubelet would set. */
export function shapeArguments(shape: PodShape): string[] {
  return [
    '--user',
    `${shape.user.uid}:${shape.user.gid}`,
    '--cap-drop',
    'ALL',
    ...shape.capabilities.flatMap((name) => ['--cap-add', name]),
    ...(shape.seccomp === 'Unconfined' ? ['--security-opt', 'seccomp=unconfined'] : []),
    ...(shape.allowPrivilegeEscalation || shape.user.uid === 0 ? [] : ['--security-opt', 'no-new-privileges']),
    ...(shape.readOnlyRoot ? ['--read-only'] : []),
    '--cpus',
    String(shape.limits.cpu),
    '--memory',
    `${shape.limits.memoryMiB}m`,
    // A pod has no swap unless the node is configured for it.
    '--memory-swap',
    `${shape.limits.memoryMiB}m`,
    // Kubernetes ignores an image's HEALTHCHECK.
    '--no-healthcheck',
  ];
}

function networkArguments(network: ContainerNetwork): string[] {
  if (network.kind === 'container') return ['--network', `container:${network.id}`];
  return ['--network', network.name, ...network.aliases.flatMap((alias) => ['--network-alias', alias])];
}

function pairs(flag: string, entries: readonly (readonly [string, string])[]): string[] {
  return entries.flatMap(([key, value]) => [flag, `${key}=${value}`]);
}
