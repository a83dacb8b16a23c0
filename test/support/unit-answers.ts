import type { GateRequest } from '../../contract';
import type { CopyAnswers } from '../../stage/steps/gate/copy-answers';
import type { HttpAnswer } from '../../kit/http/http-client';

/** An answer with a body, JSON unless it is text, and the values of its headers. */
export function answerOf(body: unknown, headers: Readonly<Record<string, readonly string[]>> = {}): HttpAnswer {
  return { status: 200, body: typeof body === 'string' ? body : JSON.stringify(body), headers, ms: 1 };
}

/** An answer that sets cookies. */
export const setting = (...cookies: readonly string[]) => answerOf({}, { 'set-cookie': cookies });

/** What the copies answered to the gate's requests, the first copy's answers first. */
export function copiesOf(...copies: readonly (readonly HttpAnswer[])[]): CopyAnswers[] {
  return copies.map((answers, index) => ({ name: `copy-${index + 1}`, readiness: [], answers }));
}

/** As many requests as a test has answers for. */
export const requestsTo = (...paths: readonly string[]): GateRequest[] =>
  paths.map((path) => ({ method: 'GET', path, headers: {}, status: 200, compare: 'answer' }));
