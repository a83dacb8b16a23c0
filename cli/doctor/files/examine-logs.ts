import type { Examination } from '../examination';
import { knownFindings, nothingKnown } from './known-findings';
import type { Log } from './known-findings';

/** Looks for known messages in one or more logs. */
export function examineLogs(name: string, logs: readonly Log[]): Examination {
  const known = knownFindings(logs);
  return {
    subject: 'log',
    name,
    findings: known.length > 0 ? known : [nothingKnown(logs)],
    code: 'problem-found',
  };
}
