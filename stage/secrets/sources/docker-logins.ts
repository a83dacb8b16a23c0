import { jsonObject } from './json';

const FIELDS = ['auth', 'password', 'identitytoken', 'registrytoken'];

/** Returns the logins in a `config.json` of Docker or an `auth.json` of Podman. */
export function dockerLogins(text: string): readonly { readonly name: string; readonly value: string }[] {
  const logins = Object.entries(objectIn(jsonObject(text) ?? {}, 'auths'));
  return logins.flatMap(([registry, login]) =>
    Object.entries(asObject(login)).flatMap(([field, value]) => {
      if (!FIELDS.includes(field) || typeof value !== 'string') return [];
      const values = field === 'auth' ? [value, passwordOf(value)] : [value];
      return values.map((each) => ({ name: `the login of ${registry}`, value: each }));
    }),
  );
}

/** `auth` is user and password as Base64. */
function passwordOf(auth: string): string {
  const text = Buffer.from(auth, 'base64').toString();
  return text.slice(text.indexOf(':') + 1).replace(/\0+$/, '');
}

function objectIn(object: Readonly<Record<string, unknown>>, field: string): Readonly<Record<string, unknown>> {
  return asObject(object[field]);
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
