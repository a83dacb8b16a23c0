import { existsSync, readFileSync } from 'node:fs';
import { Failure } from '../kit/report/failure';

/** A `cdk.json` as far as it is read here. */
export interface CdkJson {
  readonly context: Readonly<Record<string, unknown>>;
}

/** Reads the `cdk.json` that an option `--file` names. */
export function readCdkJson(file: string): CdkJson {
  if (!existsSync(file)) throw badFile(file, 'does not exist');
  try {
    const document = JSON.parse(readFileSync(file, 'utf8')) as Partial<CdkJson> | null;
    if (typeof document?.context !== 'object') throw badFile(file, 'has no `context`');
    return document as CdkJson;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw badFile(file, 'is not JSON');
  }
}

function badFile(file: string, what: string): Failure {
  return new Failure(
    'usage',
    `\`--file\` names a file that ${what}, got: ${JSON.stringify(file)}`,
    'run it where the cdk.json of the reference app is, or name that file',
  );
}
