import { readFileSync } from 'node:fs';
import { packagePath } from './package-path';

/** The version of this package. */
export function packageVersion(): string {
  return (JSON.parse(readFileSync(packagePath('package.json'), 'utf8')) as { version: string }).version;
}
