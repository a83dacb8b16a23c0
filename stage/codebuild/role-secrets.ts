import { homedir } from 'node:os';
import { STSClient } from '@aws-sdk/client-sts';
import { hostSecrets } from '../secrets/host-secrets';
import type { Secret } from '../secrets/known-secret';

/** Secrets of a build: the session of its role, and those in its environment. */
export async function roleSecrets(
  client: STSClient = new STSClient(),
  env: NodeJS.ProcessEnv = process.env,
  home = homedir(),
): Promise<readonly Secret[]> {
  const { secretAccessKey, sessionToken } = await client.config.credentials();
  const session = sessionToken === undefined ? [] : [{ name: "the build role's session token", value: sessionToken }];
  const role = [{ name: "the build role's secret access key", value: secretAccessKey }, ...session];
  return [...role.map((secret) => ({ ...secret, from: 'build-role' as const })), ...hostSecrets(env, home)];
}
