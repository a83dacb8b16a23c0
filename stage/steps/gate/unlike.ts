import type { GateRequest } from '../../../contract';
import { requestLine } from '../../../kit/http/http-client';
import type { HttpAnswer } from '../../../kit/http/http-client';
import { alike, requireNoneAlike } from './alike';
import { cookieTokens } from './cookies';
import type { CopyAnswers } from './copy-answers';
import { parseJson } from './json';
import { textPairs } from './text-pairs';
import type { TextPair } from './text-pairs';
import { tokensOf } from './tokens';

/** Headers with times or sizes, or derived from the body; cookies are compared separately. */
const DERIVED =
  /^(age|content-.*|date|digest|etag|expires|keep-alive|last-modified|repr-digest|retry-after|set-cookie)$/;
const READS: ReadonlySet<string> = new Set(['GET', 'HEAD']);
const REMEDY =
  'let the service generate it after the restore, with a SecureRandom that is not seeded explicitly, or reseed its generator in `afterRestore` of a hook; `gate.cloneProbe: false` disables this comparison';

/** The requests sent to the copies, and whether they have companions, whose data every copy shows. */
export interface Asked {
  readonly requests: readonly GateRequest[];
  readonly companions: boolean;
}

/**
 * Rejects two copies that gave out the same session, token or id at a place where the captured service gave out another
 * one.
 */
export function requireUnlike(
  asked: Asked,
  captured: readonly HttpAnswer[] | undefined,
  copies: readonly CopyAnswers[],
): void {
  const earlier = captured ?? [];
  const given = copies.map((copy) => ({
    copy: copy.name,
    values: new Map([...cookieTokens(copy, earlier), ...answerTokens(asked, earlier, copy.answers)]),
  }));
  requireNoneAlike(alike(given), REMEDY);
}

/** Returns tokens at places where the captured service gave out different ones: these are generated per response. */
function answerTokens(
  { companions, requests }: Asked,
  captured: readonly HttpAnswer[],
  answers: readonly HttpAnswer[],
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [index, request] of requests.entries()) {
    const [answer, earlier] = [answers[index], captured[index]];
    if (answer === undefined || earlier === undefined) continue;
    // The response to a read may come from a companion and date from before the capture.
    const shared = companions && READS.has(request.method);
    const bodies = shared ? [] : bodyTexts(answer, earlier);
    for (const pair of [...bodies, ...headerTexts(answer, earlier)]) {
      const known = tokensOf(pair.captured);
      if (known.length === 0) continue;
      const what = `${pair.path} of ${requestLine(request)}`;
      const fresh = tokensOf(pair.given).filter((token) => !known.includes(token));
      found.set(what, [...(found.get(what) ?? []), ...fresh]);
    }
  }
  return found;
}

function bodyTexts(answer: HttpAnswer, captured: HttpAnswer): TextPair[] {
  const content = ({ body }: HttpAnswer) => parseJson(body) ?? body;
  return textPairs(content(answer), content(captured)).map((pair) => ({
    ...pair,
    path: pair.path === '' ? 'the body' : `field ${pair.path}`,
  }));
}

function headerTexts(answer: HttpAnswer, captured: HttpAnswer): TextPair[] {
  return Object.entries(answer.headers)
    .filter(([name]) => !DERIVED.test(name))
    .flatMap(([name, values]) =>
      textPairs(values, captured.headers[name]).map((pair) => ({ ...pair, path: `header ${name}` })),
    );
}
