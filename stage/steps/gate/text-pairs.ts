import { isObject } from './json';

/** A text of a copy's answer, and what the captured service had at the same place of its own. */
export interface TextPair {
  readonly path: string;
  readonly given: string;
  readonly captured: string;
}

/**
 * Texts that both documents have at the same place. A list of another length holds what somebody added meanwhile, such as
 * the other copies, whose data this one shares: none of it can be told to be its own.
 */
export function textPairs(given: unknown, captured: unknown, path = ''): TextPair[] {
  if (typeof given === 'string') return typeof captured === 'string' ? [{ path, given, captured }] : [];
  if (Array.isArray(given)) {
    if (!Array.isArray(captured) || captured.length !== given.length) return [];
    return given.flatMap((item, index) => textPairs(item, captured[index], `${path}[${index}]`));
  }
  if (!isObject(given) || !isObject(captured)) return [];
  return Object.entries(given).flatMap(([name, value]) =>
    textPairs(value, captured[name], path === '' ? name : `${path}.${name}`),
  );
}
