import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { whenMissing } from './files';

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** What a decision about a machine is made from. */
export interface Host {
  readonly platform: NodeJS.Platform;
  /** @default - the platform has no numeric users */
  readonly uid?: number;
  readonly env: NodeJS.ProcessEnv;
  /** Debian's public keys, with which downloaded packages are checked. */
  readonly keyring: string;
}

export function thisHost(env: NodeJS.ProcessEnv): Host {
  const uid = process.getuid?.();
  return { platform: process.platform, env, keyring: KEYRING, ...(uid === undefined ? {} : { uid }) };
}

export async function hasProgram(host: Host, program: string): Promise<boolean> {
  const folders = (host.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const folder of folders) {
    if (await isThere(join(folder, program), constants.X_OK)) return true;
  }
  return false;
}

/** What keeps Debian packages from being unpacked and used here; nothing on a Debian-like machine with root. */
export async function obstacles(host: Host, programs: readonly string[]): Promise<readonly string[]> {
  if (host.platform !== 'linux') return [`this is ${host.platform}, not Linux`];
  const found: string[] = [];
  if (host.uid !== 0) found.push('this user is not root');
  for (const program of programs) {
    if (!(await hasProgram(host, program))) found.push(`${program} is missing`);
  }
  if (!(await isThere(host.keyring, constants.R_OK))) found.push(`${host.keyring} is missing`);
  return found;
}

async function isThere(path: string, mode: number): Promise<boolean> {
  return whenMissing(
    access(path, mode).then(() => true),
    false,
  );
}
