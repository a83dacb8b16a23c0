import { KNOWN_MESSAGES, PROGRAMS } from '../../knowledge';
import type { KnownMessage, Program } from '../../knowledge';
import { code, item } from './text';

const names = Object.keys(PROGRAMS) as readonly Program[];

/** The known messages of each program but `start`, whose reasons are a list of their own. */
export function knownMessageList(): string {
  return names
    .filter((program) => program !== 'start')
    .map((program) => {
      const rows = KNOWN_MESSAGES.filter((message) => message.program === program);
      return `### ${capitalized(PROGRAMS[program])}\n\n${rows.map(entry).join('\n')}`;
    })
    .join('\n\n');
}

function entry({ cause, id, remedy, source }: KnownMessage): string {
  const link = `[source](${source})`;
  return `${item(`${code(id)}: ${cause}; ${link}`)}\n${item(remedy).replace(/^/gm, '  ')}`;
}

function capitalized(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
