/** Draws texts for examples: `length` characters of an alphabet. */
export type Draw = (alphabet: string, length: number) => string;

/** A well-known form of a key or token. */
export interface SecretShape {
  /** Its name in messages, waivers and the release record. */
  readonly kind: string;
  /** What it is, as in `a GitHub token`. */
  readonly says: string;
  /**
   * With one of these it begins, or a part of it does that stands in every one: what a fast search looks for. Three
   * characters at least, none beyond ASCII.
   */
  readonly literals: readonly string[];
  /** Matches from the first character of a literal on, so it is sticky. */
  readonly pattern: RegExp;
  /** Tells a real one from text that looks like it, such as a constant of a library. @default - every match is one */
  readonly isReal?: (text: string) => boolean;
  /** Makes one up, for tests. */
  readonly example: (draw: Draw) => string;
  /** Where its form is described. */
  readonly source: string;
}

export const LOWER = 'abcdefghijklmnopqrstuvwxyz';
export const UPPER = LOWER.toUpperCase();
export const DIGITS = '0123456789';
export const HEX = `${DIGITS}abcdef`;
export const ALPHANUMERIC = `${LOWER}${UPPER}${DIGITS}`;
export const WORD = `${ALPHANUMERIC}_-`;
export const BASE64 = `${ALPHANUMERIC}+/`;

/** Below, a text of this kind is written by a person: `AKIAAAAAAAAAAAAAAAAA`. */
const LEAST_BITS = 2.5;

/** Whether a text looks drawn by chance and is no published example. */
export function isDrawn(text: string): boolean {
  return bitsPerCharacter(text) >= LEAST_BITS && !/example|xxxx|0{8}|1234567|abcdefg/i.test(text);
}

/** Shannon's entropy of the characters of a text. */
export function bitsPerCharacter(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0);
}

const PLACEHOLDER =
  /^(?:[*.x#?-]+|[<$%{[(].*|.*[>})\]]|(?:my|your|some|the)?[-_]?(?:pass(?:word|wd|phrase)?|pwd|secret|token|user(?:name)?)\d*|test\d*|change-?(?:me|it)|example|foo|bar|baz|dummy|none|null|true|false)$/i;

/** Whether a text stands for a password, as in documentation and templates. */
export function isPlaceholder(text: string): boolean {
  return PLACEHOLDER.test(text);
}
