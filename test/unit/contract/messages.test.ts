import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAILURES, MESSAGES, STEPS, UNEXPECTED_EXIT_CODE } from '../../../contract';
import type { FailureCode } from '../../../contract';
import { messagesDoc } from '../../../contract/write-messages-doc';
import { Failure } from '../../../kit/report/failure';

const page = readFileSync(join(__dirname, '../../../docs/messages.md'), 'utf8');

test('the page is what the generator writes', () => {
  expect(page).toBe(messagesDoc());
});

test.each(Object.entries(FAILURES))(
  'failure %s has an exit code and a line on the page',
  (code, { exitCode, says }) => {
    expect(exitCode).toBeGreaterThan(UNEXPECTED_EXIT_CODE);
    expect(exitCode).toBeLessThan(256);
    expect(new Failure(code as FailureCode, 'cause', 'remedy').exitCode).toBe(exitCode);
    expect(rows()).toContainEqual([`\`${code}\``, String(exitCode), says]);
  },
);

test('exit codes that a script may rely on', () => {
  expect(Object.fromEntries(Object.entries(FAILURES).map(([code, { exitCode }]) => [code, exitCode]))).toEqual({
    usage: 2,
    'spec-invalid': 3,
    'engine-not-supported': 3,
    'image-unsuitable': 3,
    'machine-unsuitable': 4,
    'container-runtime-unavailable': 4,
    'port-taken': 4,
    'disk-full': 4,
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
    'gate-failed': 10,
    'copies-alike': 10,
    'pod-failed': 13,
    'release-not-found': 12,
    'publish-failed': 11,
    interrupted: 130,
  });
});

test.each(Object.entries(MESSAGES))('message %s has a line on the page', (code, { level, says }) => {
  expect(rows()).toContainEqual([`\`${code}\``, level, says]);
});

test('the steps are named in their order', () => {
  expect(page).toContain(STEPS.map((step) => `\`${step}\``).join(', '));
});

function rows(): string[][] {
  return page.split('\n').map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
