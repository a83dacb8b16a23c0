import type { CaptureSpec, GateRequest } from '../../../contract';
import type { HttpAnswer } from '../../../kit/http/http-client';
import { unexpectedStatus } from '../../copies/statuses';
import { DEPENDS, difference } from './answers';
import type { Difference } from './answers';
import type { CopyAnswers } from './copy-answers';

/** A copy whose response differs from that of the captured service. */
export interface UnlikeCopy extends Difference {
  readonly name: string;
}

/** Finds the first copy whose responses differ from those of the captured service. */
export function findUnlikeCopy(
  rules: CaptureSpec['gate'],
  captured: readonly HttpAnswer[] | undefined,
  copies: readonly CopyAnswers[],
): UnlikeCopy | undefined {
  // A service that triggered its own checkpoint has no responses: the first copy is then the reference.
  const [first] = copies;
  const expected = captured ?? first?.answers ?? [];
  const reference = captured === undefined ? 'first copy' : 'captured service';
  for (const { answers, name } of copies) {
    for (const [index, request] of rules.requests.entries()) {
      const [answer, held] = [answers[index], expected[index]];
      if (answer === undefined || held === undefined) throw new TypeError(`no answer to gate request ${index}`);
      const differs =
        captured === undefined && answer.status !== request.status
          ? unexpected(request, answer)
          : difference(request, held, answer, rules, reference);
      if (differs !== undefined) return { name, ...differs };
    }
  }
  return undefined;
}

function unexpected(request: GateRequest, answer: HttpAnswer): Difference {
  return {
    text: unexpectedStatus(request, answer),
    remedy: DEPENDS,
  };
}
