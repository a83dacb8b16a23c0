import { realAt, SECRET_SHAPES } from '../../contract';
import type { SecretShape } from '../../contract';

/** A shorter value would remove words that are no secret. */
const SHORTEST = 8;
const HIDDEN = '[hidden]';

/**
 * What is harmless in a checkpoint or has no form there: the id of a key, a token that is public or cut off, a header,
 * and the value of a name that says so.
 */
const PRINTED: readonly RegExp[] = [
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /(?<=\b(?:Bearer|Basic) )[\w+/=.-]{8,}/g,
  /(?<=:\/\/[^\s:/@]{1,100}:)[^\s:/@]+(?=@)/g,
  /(?<=(?:password|passwd|secret|token|api[_-]?key|private[_-]?key)\w{0,20}["']?\s{0,3}[:=]\s{0,3}["']?)[^\s"',;]{4,}/gi,
];

/** Hides secrets in what is kept of a run: the known ones by their value, others by their shape, as a checkpoint is searched. */
export function redact(text: string, secrets: readonly { readonly value: string }[]): string {
  const known = secrets
    .map(({ value }) => value)
    .filter((value) => value.length >= SHORTEST)
    // One may be the beginning of another.
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, value) => rest.replaceAll(value, HIDDEN), text);
  const hidden = PRINTED.reduce((rest, shape) => rest.replaceAll(shape, HIDDEN), known);
  return SECRET_SHAPES.reduce(
    (rest, shape) => shape.literals.reduce((text, literal) => withoutShape(text, shape, literal), rest),
    hidden,
  );
}

function withoutShape(text: string, shape: SecretShape, literal: string): string {
  const parts: string[] = [];
  let done = 0;
  for (let at = text.indexOf(literal); at >= 0; at = text.indexOf(literal, at + 1)) {
    const found = at < done ? undefined : realAt(shape, text, at);
    if (found === undefined) continue;
    parts.push(text.slice(done, at), HIDDEN);
    done = at + found.length;
  }
  return `${parts.join('')}${text.slice(done)}`;
}
