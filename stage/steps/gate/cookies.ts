import type { HttpAnswer } from '../../../kit/http/http-client';
import type { CopyAnswers } from './copy-answers';
import { tokensOf } from './tokens';

type Cookies = ReadonlyMap<string, readonly string[]>;

const NOT_IN_TOKENS = /[^A-Za-z0-9._~+/=-]+/;

/**
 * Returns the tokens in a copy's cookies, by name, whichever response sets them: a copy that needed one more readiness
 * request is one session ahead. A token that the captured service gave out, or that the copy gives out every time, is
 * not a secret.
 */
export function cookieTokens({ answers, readiness }: CopyAnswers, captured: readonly HttpAnswer[]): Cookies {
  const known = tokensByCookie(captured);
  const [first, second] = readiness.map((answer) => tokensByCookie([answer]));
  const isConstant = (name: string, token: string) =>
    has(known, name, token) || (has(first, name, token) && has(second, name, token));
  const all = tokensByCookie([...readiness, ...answers]);
  return new Map(
    [...all].map(([name, tokens]) => [`cookie ${name}`, tokens.filter((token) => !isConstant(name, token))]),
  );
}

function has(cookies: Cookies | undefined, name: string, token: string): boolean {
  return cookies?.get(name)?.includes(token) === true;
}

function tokensByCookie(answers: readonly HttpAnswer[]): Cookies {
  const found = new Map<string, string[]>();
  for (const cookie of answers.flatMap(({ headers }) => headers['set-cookie'] ?? [])) {
    const [pair = ''] = cookie.split(';');
    const split = pair.indexOf('=');
    const name = pair.slice(0, Math.max(0, split)).trim();
    const tokens = pair
      .slice(split + 1)
      .split(NOT_IN_TOKENS)
      .flatMap(tokensOf);
    found.set(name, [...(found.get(name) ?? []), ...tokens]);
  }
  return found;
}
