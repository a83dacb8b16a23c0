import { STSClient } from '@aws-sdk/client-sts';
import { hostSecrets } from '../context/host-secrets';
import type { Secret } from '../context/host-secrets';

/** Secrets of a build: the session of its role, and those in its environment. */
export async function roleSecrets(
  client: STSClient = new STSClient(),
  env: NodeJS.ProcessEnv = process.env,
): Promise<readonly Secret[]> {
  const { secretAccessKey, sessionToken } = await client.config.credentials();
  const session = sessionToken === undefined ? [] : [{ name: "the build role's session token", value: sessionToken }];
  return [{ name: "the build role's secret access key", value: secretAccessKey }, ...session, ...hostSecrets(env)];
}
