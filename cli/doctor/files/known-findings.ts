import { startOf } from '../../../kit/report/shown';
import { diagnose, PROGRAMS } from '../../../knowledge';
import type { Diagnosis } from '../../../knowledge';
import { titled, unknown, wrong } from '../finding';
import type { Titled } from '../finding';

/** Characters of a line of a log, which may be of any length and have signs that a terminal must not show. */
const SHOWN = 500;

/** A text and where it came from. */
export interface Log {
  readonly name: string;
  readonly text: string;
}

/** The known messages of some logs, each once, as findings. */
export function knownFindings(logs: readonly Log[]): readonly Titled[] {
  const seen = new Set<string>();
  return logs.flatMap(({ name, text }) =>
    diagnose(text)
      .filter(({ message: { id } }) => !seen.has(id) && seen.add(id))
      .map((found) => titled(`${PROGRAMS[found.message.program].replaceAll('`', '')}, ${name}`, describe(found))),
  );
}

function describe({ line, lines, message }: Diagnosis) {
  const often = lines === 1 ? '' : ` (${lines} lines)`;
  return wrong(
    `${message.cause}\n    ${startOf(line, SHOWN)}${often}`,
    `${message.remedy}\n    ${message.id}: ${message.source}`,
  );
}

/** What to say of logs without a known message. */
export function nothingKnown(logs: readonly Log[]): Titled {
  const lines = logs.reduce((sum, { text }) => sum + text.split('\n').length, 0);
  return titled(
    'messages',
    unknown(
      `no known message in ${lines} lines`,
      'read the last lines before the end; docs/doctor.md lists what is known, docs/troubleshooting.md the failures',
    ),
  );
}
