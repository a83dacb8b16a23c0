/** A shorter value would remove words that are no secret. */
const SHORTEST = 8;
const HIDDEN = '[hidden]';

/** Shapes of secrets that services print: keys of AWS, private keys, tokens, and values of names that say so. */
const SHAPES: readonly RegExp[] = [
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*/g,
  /(?<=\b(?:Bearer|Basic) )[\w+/=.-]{8,}/g,
  /(?<=:\/\/[^\s:/@]{1,100}:)[^\s:/@]+(?=@)/g,
  /(?<=(?:password|passwd|secret|token|api[_-]?key|private[_-]?key)\w{0,20}["']?\s{0,3}[:=]\s{0,3}["']?)[^\s"',;]{4,}/gi,
];

/** Hides secrets in what is kept of a run: the known ones by their value, others by their shape. */
export function redact(text: string, secrets: readonly { readonly value: string }[]): string {
  const known = secrets
    .map(({ value }) => value)
    .filter((value) => value.length >= SHORTEST)
    // One may be the beginning of another.
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, value) => rest.replaceAll(value, HIDDEN), text);
  return SHAPES.reduce((rest, shape) => rest.replaceAll(shape, HIDDEN), known);
}
