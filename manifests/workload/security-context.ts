import type { PodSecurityContext, SecurityContext } from 'kubernetes-types/core/v1';
import { plainShape } from '../../engines';
import type { PodShape } from '../../engines';

/**
 * Returns the security context of a container with this shape: all capabilities dropped, then exactly the shape's
 * added.
 */
export function securityContext(shape: PodShape): SecurityContext {
  const { allowPrivilegeEscalation, capabilities, readOnlyRoot, seccomp, user } = shape;
  return {
    allowPrivilegeEscalation,
    capabilities: { drop: ['ALL'], ...(capabilities.length === 0 ? {} : { add: [...capabilities] }) },
    readOnlyRootFilesystem: readOnlyRoot,
    runAsGroup: user.gid,
    runAsNonRoot: user.uid !== 0,
    runAsUser: user.uid,
    seccompProfile: { type: seccomp },
  };
}

/**
 * Returns the security context of a container that only copies or fetches files: the service's user, without the
 * engine's privileges.
 */
export function plainSecurityContext(shape: PodShape): SecurityContext {
  return securityContext(plainShape({ ...shape, readOnlyRoot: true }));
}

/** Returns the default for additional containers of the pod. */
export function podSecurityContext({ user }: PodShape): PodSecurityContext {
  return {
    runAsGroup: user.gid,
    runAsNonRoot: user.uid !== 0,
    runAsUser: user.uid,
    seccompProfile: { type: 'RuntimeDefault' },
  };
}

/** The levels of the Pod Security Standards. */
export type PodSecurityLevel = 'restricted' | 'baseline' | 'privileged';

/** Returns the strictest level that admits a pod with this shape. */
export function podSecurityLevel({ capabilities, seccomp, user }: PodShape): PodSecurityLevel {
  if (capabilities.length > 0 || seccomp === 'Unconfined') return 'privileged';
  return user.uid === 0 ? 'baseline' : 'restricted';
}
