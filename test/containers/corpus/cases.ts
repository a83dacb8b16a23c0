import { kinds } from '../../../scripts/corpus/kinds';
import type { Kind } from '../../../scripts/corpus/kinds';
import { differenceOf } from './outcome';
import { runKind } from './run-kind';
import type { Root } from './run-kind';

export type Case = readonly [name: string, root: Root, kind: Kind];

const ALL: readonly Case[] = kinds().flatMap((kind) =>
  kind.expected.roots.map((root) => [kind.name, root, kind] as const),
);

const isQuick = ([, root, { expected }]: Case) => expected.quick && root === 'writable';

/** What is run on every change: a few kinds, of each outcome. */
export const QUICK = ALL.filter(isQuick);

export const SLOW = ALL.filter((one) => !isQuick(one));

/** Runs a kind and expects what its folder says. */
export async function expectOutcome(_: string, root: Root, kind: Kind): Promise<void> {
  expect(differenceOf(kind.expected, await runKind(kind, root))).toBeUndefined();
}
