import { COLD_REASON_CODES, COLD_REASONS } from '../../contract';
import type { ColdReason } from '../../contract';
import { code, item } from './text';

const reasons: readonly (readonly [string, ColdReason])[] = COLD_REASON_CODES.map((name) => [name, COLD_REASONS[name]]);

/** Every reason of a cold start, with its cause and its remedy. */
export function coldStartList(): string {
  return reasons
    .map(([name, { cause, remedy, see }]) => {
      const todo = item(`${remedy}${see === undefined ? '' : `; ${see}`}`);
      return `${item(`${code(name)}: ${cause}`)}\n${indented(todo)}`;
    })
    .join('\n');
}

/** The same without the remedies. */
export function coldCauseList(): string {
  return reasons.map(([name, { cause }]) => item(`${code(name)}: ${cause}`)).join('\n');
}

function indented(text: string): string {
  return text.replace(/^/gm, '  ');
}
