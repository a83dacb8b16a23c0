import { FAILURES } from '../../../contract';
import type { Expectation } from '../../../scripts/corpus/kinds';

/** How a run of a kind ended. */
export interface Outcome {
  readonly exitCode: number | undefined;
  /** The text of the one error, empty after a success. */
  readonly message: string;
  readonly remedy: string;
  /** What was wrong with a release, or empty. */
  readonly wrong: string;
  /** How many times faster than a cold start, after a release. */
  readonly ratioToCold?: number;
}

/** Reads the error from what the program printed. */
export function endedWith(exitCode: number | undefined, stderr: string): Outcome {
  const [, error = ''] = stderr.split(/^error: /m);
  const [message = '', ...remedy] = error.split('\n  → ');
  return { exitCode, message, remedy: remedy.join('\n'), wrong: '' };
}

/** What the outcome has that was not expected, or lacks; undefined when it is the expected one. */
export function differenceOf(expected: Expectation, outcome: Outcome): string | undefined {
  const wants = expected.outcome === 'released' ? undefined : expected.code;
  const exitCode = wants === undefined ? 0 : FAILURES[wants].exitCode;
  if (outcome.exitCode !== exitCode) {
    return `exit code ${exitCode} was expected, got: ${String(outcome.exitCode)} ${outcome.message}`;
  }
  if (expected.outcome === 'released') return outcome.wrong === '' ? undefined : outcome.wrong;
  const seen = wants === undefined ? outcome.wrong : outcome.message;
  if (!seen.includes(expected.message)) return `"${expected.message}" was expected in the message, got: ${seen}`;
  if (expected.outcome === 'refused' && !outcome.remedy.includes(expected.remedy)) {
    return `"${expected.remedy}" was expected in the remedy, got: ${outcome.remedy}`;
  }
  return undefined;
}
