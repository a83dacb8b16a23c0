import type { KnownMessage } from './known-message';
import { KNOWN_MESSAGES } from './known-messages';

/** A known message in a text. */
export interface Diagnosis {
  readonly message: KnownMessage;
  /** The first line that has it. */
  readonly line: string;
  readonly lines: number;
}

/**
 * Finds the known messages of a log, each once, in the order of their first lines: programs name the cause before what
 * follows from it.
 */
export function diagnose(text: string): readonly Diagnosis[] {
  const found = new Map<KnownMessage, Diagnosis>();
  for (const line of text.split('\n')) {
    for (const message of KNOWN_MESSAGES) {
      if (!message.pattern.test(line)) continue;
      const before = found.get(message) ?? { message, line: line.trim(), lines: 0 };
      found.set(message, { ...before, lines: before.lines + 1 });
    }
  }
  return [...found.values()];
}

/** What a failure says of a log. */
export interface Explanation {
  readonly text: string;
  readonly remedy: string;
}

/**
 * Explains a log by its first known message; without one, by what is shown of it and the remedy that is given. The lines of
 * `start` say that something failed, and the caller has read them.
 */
export function explain(log: string, otherwise: Explanation): Explanation {
  const first = diagnose(log).find(({ message }) => message.program !== 'start');
  if (first === undefined) return otherwise;
  const { line, message } = first;
  return { text: `${message.cause}: ${line}`, remedy: message.remedy };
}
