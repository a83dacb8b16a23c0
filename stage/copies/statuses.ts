import { requestLine } from '../../kit/http/http-client';
import type { DeclaredRequest, HttpAnswer } from '../../kit/http/http-client';
import { startOf } from '../../kit/report/shown';
import type { StageContext } from '../context/stage-context';
import { askInTurn } from './ask-copy';
import { rejected } from './rejected';
import type { RunningCopy } from './running-copy';

/** Requires of a copy that each gate request gets the status that it declares. */
export async function requireStatuses(context: StageContext, copy: RunningCopy, remedy?: string): Promise<void> {
  const { requests } = context.spec.gate;
  const answers = await askInTurn(context, copy, requests);
  for (const [index, request] of requests.entries()) {
    const answer = answers[index];
    if (answer === undefined || answer.status === request.status) continue;
    const what = unexpectedStatus(request, answer);
    throw await rejected(context, copy, remedy === undefined ? { what } : { what, remedy });
  }
}

export function unexpectedStatus(request: DeclaredRequest, answer: HttpAnswer): string {
  const { status } = answer;
  return `${requestLine(request)} answered ${status}, expected ${request.status}; its body has ${bodyStart(answer)}`;
}

/** The length of a body, and how it starts. */
export function bodyStart({ body }: HttpAnswer): string {
  return `${Buffer.byteLength(body)} bytes: ${startOf(body)}`;
}
