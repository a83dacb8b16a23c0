import { createHash } from 'node:crypto';

/** One stretch of what a generator drew, as the agent says it. */
export const digestOf = (drawn: string) => createHash('sha256').update(drawn).digest('hex');

/** The line that the agent of a restored copy writes. */
export const probeLine = (draws: Readonly<Record<string, readonly string[]>>) =>
  `${JSON.stringify({ 'eks-crac': 'clone-probe', draws })}\n`;

/** The same with each generator's numbers, between spaces, for reading. */
export const drawn = (numbers: Readonly<Record<string, string>>) =>
  probeLine(
    Object.fromEntries(Object.entries(numbers).map(([name, number]) => [name, number.split(' ').map(digestOf)])),
  );
