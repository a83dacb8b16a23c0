import type { Capability, EngineData, EnginePrivileges, SeccompProfile, SetUpCapability } from './engine-data';

export interface PodUser {
  readonly uid: number;
  readonly gid: number;
}

export interface PodLimits {
  readonly cpu: number;
  readonly memoryMiB: number;
}

/** A folder that is a volume in the pod. */
export interface PodVolume {
  readonly path: string;
  /** `seeded`: starts with the files the image has at that path. */
  readonly content: 'empty' | 'seeded';
}

/** Privileges and resources of a service container; rendered for a pod and for a local container. */
export interface PodShape {
  readonly user: PodUser;
  readonly limits: PodLimits;
  /** Added after dropping ALL. */
  readonly capabilities: readonly (Capability | SetUpCapability)[];
  readonly seccomp: SeccompProfile;
  readonly allowPrivilegeEscalation: boolean;
  readonly readOnlyRoot: boolean;
  readonly volumes: readonly PodVolume[];
}

export interface PodShapeOptions {
  readonly user: PodUser;
  readonly limits: PodLimits;
  readonly readOnlyRoot: boolean;
  readonly volumes: readonly PodVolume[];
}

/** Returns the shape of a pod that restores a checkpoint of this engine. */
export function restoreShape(engine: EngineData, options: PodShapeOptions): PodShape {
  return shape(engine.restore, options);
}

/** What the set-up of a capture takes: a library that keeps the clock of the service takes nothing. */
export function captureSetUp(engine: EngineData, clock: 'library' | 'namespace'): readonly SetUpCapability[] {
  return clock === 'library' ? [] : engine.captureSetUp;
}

/**
 * Returns the shape of the container in which a checkpoint of this engine is captured; the service itself may hold
 * fewer privileges.
 */
export function captureShape(
  engine: EngineData,
  options: PodShapeOptions,
  setUp: readonly SetUpCapability[] = engine.captureSetUp,
): PodShape {
  const ofService = shape(engine.capture, options);
  if (setUp.length === 0) return ofService;
  return {
    ...ofService,
    user: { uid: 0, gid: 0 },
    capabilities: [...ofService.capabilities, ...setUp],
  };
}

/** Returns the shape of a service without an engine, used to measure a cold start. */
export function plainShape(options: PodShapeOptions): PodShape {
  return shape({ capabilities: [], seccomp: 'RuntimeDefault', escalationForNonRoot: false }, options);
}

function shape(privileges: EnginePrivileges, options: PodShapeOptions): PodShape {
  return {
    ...options,
    capabilities: privileges.capabilities,
    seccomp: privileges.seccomp,
    allowPrivilegeEscalation: options.user.uid !== 0 && privileges.escalationForNonRoot,
  };
}
