import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { EnvHttpProxyAgent, fetch } from 'undici';
import { BuildError } from './build-error';
import { LOCK_COMMAND } from './inputs';
import type { LockedFile } from './inputs';
import { isThere } from './workspace';
import type { Workspace } from './workspace';

/** Returns the path of a locked file, downloaded unless it is in the cache; its digest is checked always. */
export async function download({ sha256, urls }: LockedFile, workspace: Workspace): Promise<string> {
  const path = join(workspace.inputs, `sha256-${sha256}`);
  if ((await isThere(path)) && (await sha256Of(path)) === sha256) return path;
  await mkdir(workspace.inputs, { recursive: true });
  const reasons: string[] = [];
  for (const url of urls) {
    workspace.say(`download ${url}`);
    const reason = await tryUrl(url, sha256, path);
    if (reason === undefined) return path;
    reasons.push(`${url}: ${reason}`);
  }
  throw new BuildError(
    `${basename(urls[0] ?? '')} (sha256 ${sha256}) could not be downloaded:\n  ${reasons.join('\n  ')}`,
    `make sure that this machine reaches one of these; when the version is gone from its mirror, lock newer ones: ${LOCK_COMMAND}`,
  );
}

/** Downloads one address; returns why that failed. */
async function tryUrl(url: string, sha256: string, path: string): Promise<string | undefined> {
  const draft = `${path}.${process.pid}`;
  try {
    await fetchTo(url, draft);
    const found = await sha256Of(draft);
    if (found !== sha256) return `has another content, sha256 ${found}`;
    await rename(draft, path);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Behind a proxy its certificates come from NODE_EXTRA_CA_CERTS. */
export async function fetchTo(url: string, path: string): Promise<void> {
  const dispatcher = new EnvHttpProxyAgent();
  try {
    const response = await fetch(url, { dispatcher });
    if (!response.ok || response.body === null) throw new Error(`status ${response.status}`);
    await pipeline(Readable.fromWeb(response.body), createWriteStream(path));
  } finally {
    await dispatcher.close();
  }
}

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** An error of the network says only in its cause what happened. */
function reasonOf(error: unknown): string {
  const { cause, message = String(error) } = error as { cause?: { message?: string }; message?: string };
  return cause?.message === undefined ? message : `${message}: ${cause.message}`;
}
