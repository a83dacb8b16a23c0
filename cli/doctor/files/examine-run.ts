import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAILURE_FILE, InvalidDocument, parseKeptFailure } from '../../../contract';
import type { KeptFailure } from '../../../contract';
import { Failure } from '../../../kit/report/failure';
import type { Examination } from '../examination';
import { titled, wrong } from '../finding';
import { knownFindings } from './known-findings';
import type { Log } from './known-findings';

/** CRIU's log first, then the service's, then what the containers printed. */
const ORDER = ['dump.log', 'service.err.log', 'service.out.log'];

/** Looks at the folder that a failed run has left: the failure itself, and known messages in its logs. */
export function examineRun(folder: string): Examination {
  const failure = readFailure(join(folder, FAILURE_FILE));
  const { code, message, remedy, service, step } = failure;
  const where = step === undefined ? service : `${service}, step ${step}`;
  const known = knownFindings(logsOf(folder)).filter(({ text }) => !message.includes(text.split('\n')[0] ?? ''));
  return {
    subject: 'run',
    name: failure.run,
    findings: [titled(where, wrong(`${code}: ${message}`, remedy)), ...known],
    code: code === 'unexpected' ? 'problem-found' : code,
  };
}

/** All logs of a folder. */
export function logsOf(folder: string): readonly Log[] {
  const rank = (name: string) => (ORDER.indexOf(name) + ORDER.length + 1) % (ORDER.length + 1);
  return readdirSync(folder)
    .filter((name) => /\.(log|txt)$/.test(name))
    .sort((one, other) => rank(one) - rank(other) || one.localeCompare(other))
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
}

function readFailure(file: string): KeptFailure {
  try {
    return parseKeptFailure(JSON.parse(readFileSync(file, 'utf8')), file);
  } catch (error) {
    if (!(error instanceof InvalidDocument) && !(error instanceof SyntaxError)) throw error;
    throw new Failure(
      'usage',
      `${file} was not written by this version of eks-crac: ${error.message}`,
      'name one of the logs beside it',
      { cause: error },
    );
  }
}
