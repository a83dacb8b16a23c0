/** A value that must not be in a checkpoint. Only its name is ever shown. */
export interface Secret {
  /** A variable, or what it is of, such as `the login of ghcr.io`. */
  readonly name: string;
  readonly value: string;
  /** Where the stage knows it from. */
  readonly from: SecretOrigin;
}

/** Where values come from that must not be in a checkpoint, and how one would get there. */
export const SECRET_ORIGINS = {
  environment: 'find what hands the variable on to the service: a build argument, a script, a companion',
  'docker-login': 'keep the settings of the container runtime out of the build context and of mounted folders',
  'maven-settings': "keep Maven's settings out of the build context; a build step mounts them as a build secret",
  'tool-settings':
    'keep the settings of npm, Gradle, AWS and Git out of the build context; a build step mounts them as a build secret',
  'build-argument': 'give the build the value as a build secret, not as an argument, and keep it out of `ENV`',
  'build-role': 'the service must get its own role by `credentials.roleArn`, and nothing of the build',
} as const;

export type SecretOrigin = keyof typeof SECRET_ORIGINS;

/** A shorter value occurs by chance in a few hundred megabytes. */
const SHORTEST = 8;
/** From here on a word in small letters is no name of something. */
const LONG = 16;

/** Whether a value is one that nobody else has: no path, number, address, name or switch. */
export function isSecretValue(value: string): boolean {
  if (value.length < SHORTEST || /^(?:\/|\.{0,2}\/|~|[a-z]+:\/\/|unix:)/i.test(value)) return false;
  if (/^(?:\d{1,15}|true|false|enabled|disabled|required|changeit|password\d*|localhost.*)$/i.test(value)) return false;
  return value.length >= LONG || kindsOfCharacters(value) > 1;
}

function kindsOfCharacters(value: string): number {
  return [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/].filter((kind) => kind.test(value)).length;
}
