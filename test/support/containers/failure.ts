import { FAILURES } from '../../../contract';
import type { FailureCode } from '../../../contract';
import type { Ending } from './cli-process';

/** What a failure must look like: its code, and what the cause and the remedy say. */
export interface ExpectedFailure {
  readonly code: FailureCode;
  readonly cause: string | RegExp;
  readonly remedy: string | RegExp;
}

/** Expects exactly one error, with its cause, its remedy and the exit code of its kind. */
export function expectFailure(ending: Ending, expected: ExpectedFailure): void {
  const [before = '', ...errors] = ending.stderr.split(/^error: /m);
  if (errors.length !== 1) throw new Error(`expected one error, got ${errors.length}:\n${ending.stderr}`);
  expect(before).not.toContain('→');
  const [cause = '', ...remedies] = (errors[0] ?? '').split('\n  → ');
  expect(cause).toMatch(expected.cause);
  expect(remedies).toEqual([expect.stringMatching(expected.remedy)]);
  expect({ exitCode: ending.exitCode, stdout: ending.stdout }).toEqual({
    exitCode: FAILURES[expected.code].exitCode,
    stdout: '',
  });
}
