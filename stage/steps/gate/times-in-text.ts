/** ISO 8601 with a time, RFC 1123 as in HTTP headers, or seconds or milliseconds since 1970 of this century. */
const TIMES =
  /\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d+)?(?:Z|[+-]\d{2}:?\d{2})?|[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT|\b\d{10}(?:\d{3})?(?:\.\d+)?\b/g;
const LATEST_SECONDS = 1e11;

/** Returns every moment that a text names, in milliseconds since 1970; a time without a zone counts as UTC. */
export function timesIn(text: string): readonly number[] {
  return [...text.matchAll(TIMES)].map(([found]) => momentOf(found)).filter((moment) => !Number.isNaN(moment));
}

function momentOf(text: string): number {
  const number = Number(text);
  if (!Number.isNaN(number)) return number < LATEST_SECONDS ? number * 1000 : number;
  if (text.endsWith('GMT')) return Date.parse(text);
  const iso = text
    .replace(' ', 'T')
    .replace(',', '.')
    .replace(/([+-]\d{2})(\d{2})$/, '$1:$2');
  return Date.parse(/(Z|[+-]\d{2}:\d{2})$/.test(iso) ? iso : `${iso}Z`);
}
