import { homedir } from 'node:os';
import { join } from 'node:path';
import { isSecretValue } from './known-secret';
import type { Secret, SecretOrigin } from './known-secret';
import { dockerLogins } from './sources/docker-logins';
import { environmentSecrets } from './sources/environment';
import { mavenPasswords } from './sources/maven-passwords';
import { settingSecrets } from './sources/setting-lines';
import { readIfAllowed } from './sources/read-if-allowed';

type Reader = (text: string, file: string) => readonly Omit<Secret, 'from'>[];

interface SecretFile {
  readonly path: string;
  readonly from: SecretOrigin;
  readonly read: Reader;
}

/** Returns the secrets that this machine's own programs use: none of them is the service's. */
export function hostSecrets(env: NodeJS.ProcessEnv = process.env, home = homedir()): readonly Secret[] {
  const inFiles = secretFiles(env, home).flatMap(({ from, path, read }) =>
    read(readIfAllowed(path) ?? '', path).map((secret) => ({ ...secret, from })),
  );
  const inEnvironment = environmentSecrets(env).map((secret) => ({ ...secret, from: 'environment' as const }));
  return sought([...inEnvironment, ...inFiles]);
}

/** Returns each value once, and none that others have as well. */
export function sought(secrets: readonly Secret[]): readonly Secret[] {
  const byValue = new Map(secrets.toReversed().map((secret) => [secret.value, secret]));
  return [...byValue.values()].toReversed().filter(({ value }) => isSecretValue(value));
}

function secretFiles(env: NodeJS.ProcessEnv, home: string): readonly SecretFile[] {
  const docker = { from: 'docker-login', read: dockerLogins } as const;
  const maven = { from: 'maven-settings', read: mavenPasswords } as const;
  const lines = { from: 'tool-settings', read: settingSecrets } as const;
  return [
    { path: join(env['DOCKER_CONFIG'] ?? join(home, '.docker'), 'config.json'), ...docker },
    { path: env['REGISTRY_AUTH_FILE'] ?? join(home, '.config/containers/auth.json'), ...docker },
    { path: join(env['XDG_RUNTIME_DIR'] ?? '/run/containers/0', 'containers/auth.json'), ...docker },
    { path: join(home, '.m2/settings.xml'), ...maven },
    { path: join(home, '.m2/settings-security.xml'), ...maven },
    { path: env['NPM_CONFIG_USERCONFIG'] ?? join(home, '.npmrc'), ...lines },
    { path: join(env['GRADLE_USER_HOME'] ?? join(home, '.gradle'), 'gradle.properties'), ...lines },
    { path: join(home, '.aws/credentials'), ...lines },
    { path: join(home, '.netrc'), ...lines },
    { path: join(home, '.git-credentials'), ...lines },
  ];
}
