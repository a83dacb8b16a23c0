import { FAILURES, STEPS, UNEXPECTED_EXIT_CODE } from '../../../contract';
import type { FailureCode } from '../../../contract';
import { Failure } from '../../../kit/report/failure';
import { STEPS as STAGE_STEPS } from '../../../stage/steps';

test.each(Object.entries(FAILURES))('failure %s ends a run with its exit code', (code, { exitCode }) => {
  expect(exitCode).toBeGreaterThan(UNEXPECTED_EXIT_CODE);
  expect(exitCode).toBeLessThan(256);
  expect(new Failure(code as FailureCode, 'cause', 'remedy').exitCode).toBe(exitCode);
});

test('exit codes that a script may rely on', () => {
  expect(Object.fromEntries(Object.entries(FAILURES).map(([code, { exitCode }]) => [code, exitCode]))).toEqual({
    usage: 2,
    'spec-invalid': 3,
    'image-unsuitable': 3,
    'machine-unsuitable': 4,
    'host-unsuitable': 4,
    'container-runtime-unavailable': 4,
    'runtime-layer-missing': 4,
    'port-taken': 4,
    'disk-full': 4,
    'account-not-ready': 4,
    'cluster-unavailable': 4,
    declined: 5,
    'build-failed': 6,
    'companion-failed': 7,
    'credentials-failed': 7,
    'service-exited': 7,
    'service-not-ready': 7,
    'warm-up-failed': 8,
    'checkpoint-failed': 9,
    'hook-failed': 9,
    'descriptor-open': 9,
    'copied-state': 9,
    'agent-refused': 9,
    'secret-found': 10,
    'restore-failed': 10,
    'out-of-memory': 10,
    'restore-slow': 10,
    'credentials-kept': 10,
    'change-unseen': 10,
    'stop-failed': 10,
    'fallback-failed': 10,
    'gate-failed': 10,
    'copies-alike': 10,
    'pod-failed': 13,
    'release-not-found': 12,
    'image-not-found': 12,
    'publish-failed': 11,
    'revision-superseded': 11,
    'prune-failed': 11,
    'signature-refused': 12,
    'release-refused': 15,
    'stack-unusable': 15,
    'promotion-failed': 15,
    'aws-unavailable': 4,
    'problem-found': 14,
    interrupted: 130,
  });
});

test('the steps of the contract are those of the stage, in their order', () => {
  expect(STAGE_STEPS.map(({ id }) => id)).toEqual([...STEPS]);
});
