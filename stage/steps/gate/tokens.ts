import { isObject, parseJson } from './json';

/** A token stands alone: spaces, colons, quotes and the like are not in it. */
const WHOLE = /^[A-Za-z0-9._~+/=-]{16,}$/;
const SEPARATORS = /[._~+/=-]+/;
/** A word, in one case or in camel case, perhaps with a short number behind it; or a number that can be a count. */
const PLAIN = /^(([a-z]+|[A-Z]+|[A-Z]*[a-z]{2,}([A-Z]+[a-z]{2,})*)\d{0,3}|\d{0,15}|0\d*)$/;
const DATE = /^(19|20)\d\d-?[01]\d-?[0-3]\d([T_.-]?[0-2]\d-?[0-5]\d.*)?$/;
const LEAST_RANDOM = 8;

const ADDRESS = /^(?:https?:\/\/[^/?#]*)?(\/[^?#]*)/;
const JWT = /^[\w-]+\.([\w-]+)\.[\w-]*$/;

/**
 * Whether a text looks as if it came from a generator: no date, no words, no count. It is better to miss one than to
 * refuse a release for what a service may well say in every copy; generators themselves are asked by the clone probe.
 */
export function isToken(text: string): boolean {
  if (!WHOLE.test(text) || DATE.test(text)) return false;
  const odd = text.split(SEPARATORS).filter((part) => !PLAIN.test(part));
  return odd.join('').length >= LEAST_RANDOM;
}

/**
 * The tokens that a text is or has: itself, segments of an address, or what a JSON Web Token claims. Its signature
 * follows from claims and key, so two that are issued in the same second may well be the same.
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
