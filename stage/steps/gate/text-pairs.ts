import { isObject } from './json';

/** A text in a copy's response, and the captured service's text at the same place. */
export interface TextPair {
  readonly path: string;
  readonly given: string;
  readonly captured: string;
}

/**
 * Returns the texts that both documents have at the same place. Lists of different length are skipped: they hold
 * entries added in the meantime, for example by other copies that share the data, so none can be attributed to this
 * copy.
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
