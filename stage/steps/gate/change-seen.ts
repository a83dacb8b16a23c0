import type { MustChange } from '../../../contract';
import type { HttpAnswer } from '../../../kit/http/http-client';
import { timesIn } from './times-in-text';

/** What a copy was given that the capture was not, and what it answered. */
export interface ChangedAnswer {
  readonly answer: HttpAnswer;
  /** Of the clock, in milliseconds since 1970, when the answer was complete. */
  readonly answeredAt: number;
  readonly hostName: string;
  /** Whether a request to a companion was signed with the access key of the copy. */
  readonly signed: boolean;
}

/** How far a time in an answer may be from the clock, in ms: some services cut it to seconds. */
const CLOCK_MS = 2000;

/** Returns what a rule finds missing in the answer of the changed copy; undefined if the copy saw it. */
export function unseen(rule: MustChange, { answer, answeredAt, hostName, signed }: ChangedAnswer): string | undefined {
  switch (rule.what) {
    case 'environment':
      return lacking('variable', rule.values, answer);
    case 'properties':
      return lacking('property', rule.values, answer);
    case 'hostName':
      return answer.body.includes(hostName) ? undefined : `its host name, ${hostName}`;
    case 'clock': {
      const moments = timesIn(answer.body);
      const now = moments.some((moment) => Math.abs(moment - answeredAt) <= CLOCK_MS + answer.ms);
      return now ? undefined : `the time, ${new Date(answeredAt).toISOString()}`;
    }
    case 'credentials':
      return signed ? undefined : 'its credentials: no request to a companion was signed with them';
  }
}

/** Returns the names of a rule whose values are in an answer that should not have them. */
export function seenTooEarly(rule: MustChange, answer: HttpAnswer): readonly string[] {
  if (rule.what !== 'environment' && rule.what !== 'properties') return [];
  return Object.entries(rule.values)
    .filter(([, value]) => value !== '' && answer.body.includes(value))
    .map(([name]) => name);
}

function lacking(kind: string, values: Readonly<Record<string, string>>, { body }: HttpAnswer): string | undefined {
  const missing = Object.entries(values).find(([, value]) => !body.includes(value));
  return missing === undefined ? undefined : `the value of ${kind} ${missing[0]}, ${JSON.stringify(missing[1])}`;
}
