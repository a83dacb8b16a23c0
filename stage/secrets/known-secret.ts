/** A value that must not be in a checkpoint. Only its name is ever shown. */
export interface Secret {
  /** A variable, or what it is of, such as `the login of ghcr.io`. */
  readonly name: string;
  readonly value: string;
  /** Where the stage knows it from. */
  readonly from: SecretOrigin;
}

/** Where values come from that must not be in a checkpoint, and how they would get into one. */
export const SECRET_ORIGINS = {
  environment: 'a variable of the machine, handed on by a build argument, a script or a companion',
  'docker-login': 'a login of the container runtime, from a file of the build context or a mounted folder',
  'maven-settings': 'a password of Maven, from a file of the build context or a mounted folder',
  'npm-settings': 'a token of npm, from a file of the build context or a mounted folder',
  'build-argument': 'a build argument, which the Dockerfile hands on to the service',
  'build-role': 'the session of the build, which a service must never be given',
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
