import type { FailureCode } from '../../contract';
import { Failure } from '../../kit/report/failure';
import type { Titled } from './finding';

/** What `doctor` looked at, and what it found. */
export interface Examination {
  readonly subject: 'machine' | 'account' | 'spec' | 'log' | 'run' | 'pod';
  /** The name of the subject: a path, a pod. */
  readonly name: string;
  readonly findings: readonly Titled[];
  /** The failure with which the program ends when something is wrong. */
  readonly code: FailureCode;
}

const SIGNS = { right: '✔', wrong: '✘', unknown: '?' } as const;

/** One line for each finding, and an arrow with the remedy. */
export function lineOf(finding: Titled): string {
  const line = `${SIGNS[finding.state]} ${finding.title}: ${finding.text}\n`;
  return finding.state === 'right' ? line : `${line}  → ${finding.remedy}\n`;
}

/** The document of `--json`. */
export function documentOf({ findings, name, subject }: Examination): string {
  const count = findings.filter(({ state }) => state === 'wrong').length;
  return `${JSON.stringify({ subject, name, wrong: count, findings }, undefined, 2)}\n`;
}

/** Throws when something is wrong, for the exit code. */
export function requireNothingWrong({ code, findings, subject }: Examination): void {
  const count = findings.filter(({ state }) => state === 'wrong').length;
  if (count === 0) return;
  const text =
    subject === 'machine' || subject === 'account' || subject === 'spec'
      ? `${count} of ${findings.length} checks failed`
      : `${count} known ${count === 1 ? 'problem' : 'problems'} found`;
  throw new Failure(code, text, 'do what the arrows above say, and run it again');
}
