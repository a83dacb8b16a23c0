/** A secret that must not appear in a checkpoint. Only its name is ever reported. */
export interface Secret {
  readonly name: string;
  readonly value: string;
}

const NAMES = /SECRET|TOKEN|PASSWORD|PASSWD|PRIVATE_KEY|API_KEY/i;

/** Collects secrets from this program's environment, by variable names that suggest a secret. */
export function hostSecrets(env: NodeJS.ProcessEnv = process.env): readonly Secret[] {
  return Object.entries(env).flatMap(([name, value = '']) => (NAMES.test(name) ? [{ name, value }] : []));
}
