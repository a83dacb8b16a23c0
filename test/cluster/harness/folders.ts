import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { machineFolders } from '../../../machine';

export const CONTEXT = 'eks-crac-test';
export const NODE = 'eks-crac-test-node';

/** Where the cluster keeps what it is, and what it was built from. */
export interface ClusterFolders {
  /** Programs; kept between runs. */
  readonly cache: string;
  /** Held while programs are built. */
  readonly buildLock: string;
  /** Data, sockets, logs and keys of the cluster that runs; deleted with it. */
  readonly state: string;
  /**
   * Where containers are run from. A pod's root is nobody in particular on the machine, so every folder on the way has
   * to let others through, which a home directory does not.
   */
  readonly runtime: string;
  /** Held while the cluster is brought up or taken down. */
  readonly stateLock: string;
  readonly kubeconfig: string;
}

export function clusterFolders(env: NodeJS.ProcessEnv = process.env): ClusterFolders {
  const machine = machineFolders(env).root;
  const state = join(machine, 'kubernetes');
  const xdg = env['XDG_CACHE_HOME'] ?? '';
  const cache = join(isAbsolute(xdg) ? xdg : join(env['HOME'] ?? homedir(), '.cache'), 'eks-crac', 'kubernetes');
  return {
    cache,
    buildLock: join(cache, 'build.lock'),
    state,
    runtime: join('/run', `eks-crac-${createHash('sha256').update(state).digest('hex').slice(0, 12)}`),
    stateLock: join(machine, 'kubernetes.lock'),
    kubeconfig: join(state, 'kubeconfig'),
  };
}
