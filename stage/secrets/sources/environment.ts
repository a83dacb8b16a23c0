import { isSecretName } from '../../../contract';
import { passwordsIn } from './addresses';
import { jsonObject, textsIn } from './json';

interface Named {
  readonly name: string;
  readonly value: string;
}

/** Returns secrets among variables: those whose names say so, and what is in addresses and JSON of the others. */
export function environmentSecrets(variables: Readonly<Record<string, string | undefined>>): readonly Named[] {
  return Object.entries(variables).flatMap(([name, value = '']) => {
    // Such as the variable of bound services in Cloud Foundry.
    const object = value.startsWith('{') ? jsonObject(value) : undefined;
    if (object === undefined) return secretsOf(name, name, value);
    return [...textsIn(object)].flatMap(([field, text]) => secretsOf(field, `${field} in ${name}`, text));
  });
}

function secretsOf(field: string, name: string, value: string): readonly Named[] {
  return [
    ...(isSecretName(field) ? [{ name, value }] : []),
    ...passwordsIn(value).map((password) => ({ name: `the password in ${name}`, value: password })),
  ];
}
