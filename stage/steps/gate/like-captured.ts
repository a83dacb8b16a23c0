import type { CaptureSpec } from '../../../contract';
import type { HttpAnswer } from '../../../kit/http/http-client';
import { Failure } from '../../../kit/report/failure';
import { difference } from './answers';
import type { CopyAnswers } from './copy-answers';

/** Refuses a copy whose answers are not those of the captured service. */
export function requireLikeCaptured(
  { ignore, requests, unique }: CaptureSpec['gate'],
  captured: readonly HttpAnswer[] | undefined,
  copies: readonly CopyAnswers[],
): void {
  // A service that asked for its checkpoint itself has answered nobody: then the first copy is what the others are held to.
  let expected = captured;
  for (const { answers, name } of copies) {
    for (const [index, request] of requests.entries()) {
      const answer = answers[index];
      // Without an answer to compare with, the status that the spec expects is all there is.
      const held =
        expected === undefined && answer !== undefined ? { ...answer, status: request.status } : expected?.[index];
      if (answer === undefined || held === undefined) throw new TypeError(`no answer to gate request ${index}`);
      const differs = difference(request, held, answer, [...ignore, ...unique]);
      if (differs === undefined) continue;
      throw new Failure(
        'gate-failed',
        `${name} restored from the pushed image is not like the captured service: ${differs}`,
        'name fields that differ each time in `gate.ignore`, or let the request compare `status`; nothing was released',
      );
    }
    expected ??= answers;
  }
}
