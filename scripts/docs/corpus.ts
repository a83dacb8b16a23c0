import { applications, kinds } from '../corpus/kinds';
import type { Expectation, Kind } from '../corpus/kinds';
import { code, item } from './text';

/** The kinds of the corpus with an outcome, an item each. */
export function corpusList(outcome: Expectation['outcome']): string {
  return listOf(kinds().filter(({ expected }) => expected.outcome === outcome));
}

/** The applications of others, whatever their outcome. */
export const applicationList = () => listOf(applications());

function listOf(those: readonly Kind[]): string {
  return those.length === 0 ? 'None.' : those.map((kind) => item(sayingOf(kind))).join('\n');
}

function sayingOf({ name, expected }: Kind): string {
  const has = `${code(name)}: ${expected.has}`;
  const both = expected.roots.includes('readOnly') ? `${has}; also with a read-only root` : has;
  if (expected.outcome === 'released') return both;
  const ends = expected.code === undefined ? 'it is released, and' : `the run ends with ${code(expected.code)}:`;
  const seen = `${both}. What happens: ${ends} ${expected.code === undefined ? expected.message : code(expected.message)}`;
  return expected.outcome === 'refused' ? `${seen}. Remedy: ${expected.remedy}` : `${seen}. Right: ${expected.open}`;
}
