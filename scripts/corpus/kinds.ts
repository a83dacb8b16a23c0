import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { FAILURES } from '../../contract/failures';
import type { FailureCode } from '../../contract/failures';
import { packagePath } from '../../kit/package-path';

const codes = Object.keys(FAILURES) as [FailureCode, ...FailureCode[]];

const common = {
  /** What the service has, in words for the page. */
  has: z.string().min(1),
  /** With which root file systems it is run: where files matter, with both. */
  roots: z.array(z.enum(['writable', 'readOnly'])).default(['writable']),
  /** Whether it is among the few that are run on every change. */
  quick: z.boolean().default(false),
};

const expectation = z.discriminatedUnion('outcome', [
  /** Released at the first try, and right: the gate's requests ask the copies. */
  z.strictObject({
    ...common,
    outcome: z.literal('released'),
    /** What a restored copy prints when it is asked. */
    prints: z.string().optional(),
  }),
  /** Refused with a message that says what to change, and that is right: both are parts of the text. */
  z.strictObject({
    ...common,
    outcome: z.literal('refused'),
    code: z.enum(codes),
    message: z.string(),
    remedy: z.string(),
  }),
  /** Neither: a failure whose remedy is of no use, or a release that is wrong. */
  z.strictObject({
    ...common,
    outcome: z.literal('fails'),
    /** Left out where it is released. */
    code: z.enum(codes).optional(),
    message: z.string(),
    prints: z.string().optional(),
    /** What would be right. */
    open: z.string(),
  }),
]);

export type Expectation = z.output<typeof expectation>;

/** A folder of the corpus, and what must come out when the stage runs it. */
export interface Kind {
  readonly name: string;
  readonly folder: string;
  /** The folder of what it leaves out. */
  readonly shared: string;
  readonly expected: Expectation;
}

/** The kinds of services, by name. */
export const kinds = () => foldersOf('test/corpus', 'test/fixtures/corpus');

/** The applications of others, from Maven Central, by name. */
export const applications = () => foldersOf('test/applications', 'test/fixtures/applications');

function foldersOf(path: string, shared: string): readonly Kind[] {
  return readdirSync(packagePath(path))
    .sort()
    .map((name) => {
      const folder = join(packagePath(path), name);
      return { name, folder, shared: packagePath(shared), expected: expectationOf(folder) };
    });
}

function expectationOf(folder: string): Expectation {
  const file = join(folder, 'expected.yaml');
  if (!existsSync(file)) throw new Error(`${file} is missing: it says what must come out of the kind`);
  const { data, error } = expectation.safeParse(parse(readFileSync(file, 'utf8')));
  if (data === undefined) throw new Error(`${file} is not valid: ${z.prettifyError(error)}`);
  return data;
}
