import { isObject, parseJson } from './json';

/** A whole token, without spaces, colons, quotes or similar characters. */
const WHOLE = /^[A-Za-z0-9._~+/=-]{16,}$/;
const SEPARATORS = /[._~+/=-]+/;
/** A word, in one case or in camel case, possibly with a short number at the end; or a number that may be a counter. */
const PLAIN = /^(([a-z]+|[A-Z]+|[A-Z]*[a-z]{2,}([A-Z]+[a-z]{2,})*)\d{0,3}|\d{0,15}|0\d*)$/;
const DATE = /^(19|20)\d\d-?[01]\d-?[0-3]\d([T_.-]?[0-2]\d-?[0-5]\d.*)?$/;
const LEAST_RANDOM = 8;

const ADDRESS = /^(?:https?:\/\/[^/?#]*)?(\/[^?#]*)/;
const JWT = /^[\w-]+\.([\w-]+)\.[\w-]*$/;

/**
 * Returns whether a text looks generated: not a date, words or a counter. Missing a token is better than rejecting a
 * release for a text that every copy may share; the generators themselves are checked by the clone probe.
 */
export function isToken(text: string): boolean {
  if (!WHOLE.test(text) || DATE.test(text)) return false;
  const odd = text.split(SEPARATORS).filter((part) => !PLAIN.test(part));
  return odd.join('').length >= LEAST_RANDOM;
}

/**
 * Returns the tokens in a text: the text itself, segments of a URL, or the claims of a JSON Web Token. Its signature
 * follows from claims and key, so two tokens issued in the same second may be identical.
 */
export function tokensOf(text: string): string[] {
  const claims = claimsOf(text);
  if (claims !== undefined) return texts(claims).flatMap(tokensOf);
  const address = ADDRESS.exec(text)?.[1];
  return (address === undefined ? [text] : address.split('/')).filter(isToken);
}

function claimsOf(text: string): unknown {
  const payload = JWT.exec(text)?.[1];
  if (payload === undefined) return undefined;
  const claims = parseJson(Buffer.from(payload, 'base64url').toString('utf8'));
  return isObject(claims) ? claims : undefined;
}

function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
}
