import { FAILURES, UNEXPECTED_EXIT_CODE } from '../../contract/failures';
import { MESSAGES, STEPS } from '../../contract/messages';
import { code, item } from './text';

/** Every failure, with its exit code. */
export function failureList(): string {
  const failures = Object.entries(FAILURES).map(([name, { exitCode, says }]) =>
    item(`${code(name)}, exit code ${exitCode}: ${says}`),
  );
  const other = item(`anything else, exit code ${UNEXPECTED_EXIT_CODE}: a defect of eks-crac; please report it`);
  return [...failures, other].join('\n');
}

/** Every message, with its level. */
export function messageList(): string {
  return Object.entries(MESSAGES)
    .map(([name, { level, says }]) => item(`${code(name)} (${level}): ${says}`))
    .join('\n');
}

/** The steps, in their order. */
export function stepList(): string {
  return STEPS.map((step, index) => `${index + 1}. ${code(step)}`).join('\n');
}
