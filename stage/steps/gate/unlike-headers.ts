import type { CaptureSpec } from '../../../contract';
import type { HttpAnswer } from '../../../kit/http/http-client';
import { startOf } from '../../../kit/report/shown';
import { isToken } from './tokens';
import type { UnlikeAnswer } from './unlike-answer';

type HeaderRules = CaptureSpec['gate']['headers'];

/** What of a header must be the same, unless the spec says otherwise. Headers that are not here are not compared. */
const COMPARED: Readonly<Record<string, (values: readonly string[], answer: HttpAnswer) => readonly string[]>> = {
  'content-type': (values) => values.map((value) => value.toLowerCase().replaceAll(' ', '')),
  // Otherwise it names what the request made, which has a new name each time.
  location: (values, { status }) => (status >= 300 && status < 400 ? values.map(withoutTokens) : []),
  'set-cookie': (values) => [...new Set(values.map(cookieName))].sort(),
};

const TEXT_SHOWN = 200;

/** Compares the headers of two responses. */
export function unlikeHeaders(
  captured: HttpAnswer,
  restored: HttpAnswer,
  rules: HeaderRules,
): UnlikeAnswer | undefined {
  const told = new Map(Object.entries(rules).map(([name, rule]) => [name.toLowerCase(), rule]));
  const names = new Set([...Object.keys(COMPARED), ...told.keys()]);
  for (const name of names) {
    const rule = told.get(name);
    if (rule === 'ignore') continue;
    const [one, other] = [captured, restored].map((answer) => comparable(name, answer, rule === 'compare'));
    if (JSON.stringify(one) === JSON.stringify(other)) continue;
    return {
      at: `header \`${name}\``,
      captured: shown(name, captured),
      restored: shown(name, restored),
      remedy: `if it differs each time, write \`headers: { ${name}: ignore }\` in \`gate\`, or let the request \`compare: status\``,
    };
  }
  return undefined;
}

function comparable(name: string, answer: HttpAnswer, asItIs: boolean): readonly string[] {
  const values = answer.headers[name] ?? [];
  return asItIs ? values : (COMPARED[name]?.(values, answer) ?? values);
}

/** A cookie's value may be a secret, so its name is shown. */
function shown(name: string, { headers }: HttpAnswer): string {
  const values = headers[name] ?? [];
  const texts = name === 'set-cookie' ? values.map(cookieName) : values;
  return texts.length === 0 ? 'nothing' : startOf(texts.join(', '), TEXT_SHOWN);
}

/** Some clients' names end with a token for each login under way. */
function cookieName(cookie: string): string {
  const name = (cookie.split(';')[0] ?? '').split('=')[0]?.trim() ?? '';
  return isToken(name) ? '*' : name;
}

/** Numbers and tokens of an address are those of one session or one new thing. */
function withoutTokens(address: string): string {
  return address
    .split(/([/?&=;#])/)
    .map((part) => (/^\d+$/.test(part) || isToken(part) ? '*' : part))
    .join('');
}
