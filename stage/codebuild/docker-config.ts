import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

const CONFIG = 'config.json';

/** Creates a Docker configuration folder like the user's, plugins included, but with its own logins. */
export function ownDockerConfig(folder: string, env: NodeJS.ProcessEnv = process.env): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const users = resolve(env['DOCKER_CONFIG'] ?? join(homedir(), '.docker'));
  if (!existsSync(users)) return folder;
  for (const name of readdirSync(users)) {
    if (name !== CONFIG) symlinkSync(join(users, name), join(folder, name));
    else writeFileSync(join(folder, CONFIG), withoutStore(readFileSync(join(users, CONFIG), 'utf8')), { mode: 0o600 });
  }
  return folder;
}

/** Removes the credential store, which would outlive the folder. */
function withoutStore(text: string): string {
  const config = JSON.parse(text) as Record<string, unknown>;
  delete config['credsStore'];
  return JSON.stringify(config);
}
