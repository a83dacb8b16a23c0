import type { CaptureSpec } from '../../../contract';
import type { HttpAnswer } from '../../../kit/http/http-client';
import { Failure } from '../../../kit/report/failure';
import { difference } from './answers';
import type { CopyAnswers } from './copy-answers';

/** Rejects a copy whose responses differ from those of the captured service. */
export function requireLikeCaptured(
  { ignore, requests, unique }: CaptureSpec['gate'],
  captured: readonly HttpAnswer[] | undefined,
  copies: readonly CopyAnswers[],
): void {
  // A service that triggered its own checkpoint has no responses: the first copy is then the reference.
  let expected = captured;
  for (const { answers, name } of copies) {
    for (const [index, request] of requests.entries()) {
      const answer = answers[index];
      // Without a reference response, only the expected status can be checked.
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
