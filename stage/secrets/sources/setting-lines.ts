import { basename } from 'node:path';
import { isSecretName } from '../../../contract';
import { passwordsIn } from './addresses';

/** `key=value`, where npm puts a registry before the key: `//registry.npmjs.org/:_authToken=…`. */
const ASSIGNMENT = /^\s*(?:[^=\s]*[:/])?_?([\w.-]+)\s*=\s*"?([^"\s#]+)"?\s*$/;
/** Words of a `.netrc`. */
const PASSWORD = /(?:^|\s)password\s+(\S+)/g;

/** Returns secrets in files of lines: npm's, Gradle's and AWS's settings, `.netrc`, stored logins of Git. */
export function settingSecrets(
  text: string,
  file: string,
): readonly { readonly name: string; readonly value: string }[] {
  return text.split('\n').flatMap((line) => {
    const [, key = '', value = ''] = ASSIGNMENT.exec(line) ?? [];
    const passwords = [...line.matchAll(PASSWORD)].map(([, password = '']) => password);
    return [
      ...(isSecretName(key) || key === 'auth' ? [{ name: `${key} in ${basename(file)}`, value }] : []),
      ...[...passwords, ...passwordsIn(line)].map((each) => ({ name: `a password in ${basename(file)}`, value: each })),
    ].filter((secret) => !secret.value.startsWith('${'));
  });
}
