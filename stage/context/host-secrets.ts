/** What nobody who reads a checkpoint may learn. The value is never told, only its name. */
export interface Secret {
  readonly name: string;
  readonly value: string;
}

const NAMES = /SECRET|TOKEN|PASSWORD|PASSWD|PRIVATE_KEY|API_KEY/i;

/** Secrets in the environment of this program, by the names that hold secrets. */
export function hostSecrets(env: NodeJS.ProcessEnv = process.env): readonly Secret[] {
  return Object.entries(env).flatMap(([name, value = '']) => (NAMES.test(name) ? [{ name, value }] : []));
}
