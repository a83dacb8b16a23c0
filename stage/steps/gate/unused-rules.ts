import type { CaptureSpec } from '../../../contract';
import type { HttpAnswer } from '../../../kit/http/http-client';
import { isObject, parseJson } from './json';

/**
 * Returns the rules of the comparison that matched nothing in any compared response: a name may be misspelt, and what
 * it was to leave out is not there.
 */
export function unusedRules(
  { headers, ignore, requests }: CaptureSpec['gate'],
  all: readonly (readonly HttpAnswer[])[],
): string[] {
  const compared = all.flatMap((answers) => answers.filter((_, index) => requests[index]?.compare !== 'status'));
  const fields = new Set(compared.flatMap(({ body }) => namesIn(parseJson(body))));
  const sent = new Set(compared.flatMap((answer) => Object.keys(answer.headers)));
  return [
    ...ignore.filter((name) => !fields.has(name)).map((name) => `\`gate.ignore\` names the field ${name}`),
    ...Object.keys(headers)
      .filter((name) => !sent.has(name.toLowerCase()))
      .map((name) => `\`gate.headers\` names the header ${name}`),
  ].map((rule) => `${rule}, which no compared response has; correct the name, or remove the rule`);
}

function namesIn(document: unknown): string[] {
  if (Array.isArray(document)) return document.flatMap(namesIn);
  return isObject(document) ? Object.entries(document).flatMap(([name, value]) => [name, ...namesIn(value)]) : [];
}
