import type { CaptureSpec, GateRequest } from '../../../contract';
import { requestLine } from '../../../kit/http/http-client';
import type { HttpAnswer } from '../../../kit/http/http-client';
import { bodyStart } from '../../copies/statuses';
import type { UnlikeAnswer } from './unlike-answer';
import { unlikeBody } from './unlike-body';
import { unlikeHeaders } from './unlike-headers';

export type ComparisonRules = Pick<CaptureSpec['gate'], 'headers' | 'ignore' | 'unique'>;

/** How a response differs, for a message, and what to do about it. */
export interface Difference {
  readonly text: string;
  readonly remedy: string;
}

export const DEPENDS =
  'the last lines of the copy may say why; a response that depends on how often it was requested has no place in `gate.requests`';

/** Describes how a restored copy's response differs from the captured service's; undefined if it does not. */
export function difference(
  request: GateRequest,
  captured: HttpAnswer,
  restored: HttpAnswer,
  rules: ComparisonRules,
  reference = 'captured service',
): Difference | undefined {
  const found = unlikeStatus(captured, restored) ?? (request.compare === 'status' ? undefined : unlike());
  return found === undefined
    ? undefined
    : { text: describe(request, found, { captured, restored, reference }), remedy: found.remedy };

  function unlike(): UnlikeAnswer | undefined {
    const ignored = [...rules.ignore, ...rules.unique];
    return unlikeHeaders(captured, restored, rules.headers) ?? unlikeBody(captured.body, restored.body, ignored);
  }
}

function unlikeStatus(captured: HttpAnswer, restored: HttpAnswer): UnlikeAnswer | undefined {
  if (captured.status === restored.status) return undefined;
  return { at: 'the status', captured: `${captured.status}`, restored: `${restored.status}`, remedy: DEPENDS };
}

interface Compared {
  readonly captured: HttpAnswer;
  readonly restored: HttpAnswer;
  /** What it is compared with. */
  readonly reference: string;
}

function describe(request: GateRequest, found: UnlikeAnswer, { captured, reference, restored }: Compared): string {
  return [
    `the response to ${requestLine(request)} differs at ${found.at}`,
    `  ${reference}: ${found.captured}`,
    `  ${'copy:'.padEnd(reference.length + 1)} ${found.restored}`,
    `  body of the ${reference}, ${bodyStart(captured)}`,
    `  body of the copy, ${bodyStart(restored)}`,
  ].join('\n');
}
