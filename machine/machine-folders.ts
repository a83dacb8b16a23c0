import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/** Where everything lies that eks-crac keeps on a machine. */
export interface MachineFolders {
  readonly root: string;
  /** Held while the machine is brought up or taken down. */
  readonly lock: string;
  /** Programs unpacked from Debian packages. */
  readonly programs: string;
  /** Images, containers and volumes of the Docker daemon that was set up here. */
  readonly dockerData: string;
  /** Configuration, socket, process file and log of that daemon. */
  readonly daemon: string;
  /** What a step needs only while it works. */
  readonly scratch: string;
}

export function machineFolders(env: NodeJS.ProcessEnv): MachineFolders {
  const root = stateRoot(env);
  return {
    root,
    lock: join(root, 'machine.lock'),
    programs: join(root, 'programs'),
    dockerData: join(root, 'docker'),
    daemon: join(root, 'dockerd'),
    scratch: join(root, 'scratch'),
  };
}

function stateRoot(env: NodeJS.ProcessEnv): string {
  const own = env['EKS_CRAC_STATE'] ?? '';
  if (own !== '') return resolve(own);
  const xdg = env['XDG_STATE_HOME'] ?? '';
  // The XDG specification asks to ignore a relative path.
  const base = isAbsolute(xdg) ? xdg : join(env['HOME'] ?? homedir(), '.local', 'state');
  return join(base, 'eks-crac');
}
