import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blocks, page, pages, prose, ROOT } from './pages';
import type { Page } from './pages';

/** Words that were given up, with what replaces each. */
const RETIRED: Readonly<Record<string, RegExp>> = {
  'freeze, frozen, thaw': /\b(un)?(freez(e|es|er|ing)|froze|frozen|thaw\w*)\b/gi,
  coordinator: /coordinator/gi,
  'container engine': /container[ -]engine/gi,
  neighbourhood: /neighbou?rhood/gi,
  'run half, data half': /\b(run|data) hal(f|ves)\b|has(Run|Data)Half/gi,
  'rehearse hooks, rehearsal of hooks':
    /rehears\w* (of )?(the )?hooks|hooks,? (that )?(are |is |were )?(not )?rehearsed|rehearseHooks/gi,
  'marker, attempt marker': /\b(attempt )?markers?\b/gi,
  mend: /\bmend(s|ed|ing)?\b/gi,
  'for ever': /\bfor ever\b/gi,
  'cold by it': /\bcold by it\b/gi,
};

/** Where a retired word is right, and why. */
const EXCEPTIONS: readonly (readonly [file: RegExp, text: RegExp, reason: string])[] = [
  [/^CHANGELOG\.md$/, /.*/, 'the changelog keeps the words of its time'],
  [/^docs\/(glossary\.md|decisions\/)/, /.*/, 'the list of retired words, and records that stay as they were decided'],
  [/^test\/unit\/docs\/words\.test\.ts$/, /.*/, 'this list'],
  [/^package-lock\.json$/, /.*/, 'names of packages'],
  [/^test\/fixtures\/(karpenter|kubernetes)\//, /.*/, 'schemas of Karpenter and Kubernetes'],
  [/\.ts$/, /Object\.freeze/, 'the function of JavaScript'],
  [/^agent\//, /kafka|"coordinator"/i, "a class and a field of Kafka's"],
  [/^(runtime|stage|docs|test)\//, /cgroup|freezer/i, "the kernel's cgroup freezer"],
];

const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' }).split('\0').filter(Boolean);

function retiredIn(path: string): readonly string[] {
  const text = readFileSync(join(ROOT, path), 'utf8');
  if (text.includes('\0')) return [];
  return text.split('\n').flatMap((line, index) =>
    Object.entries(RETIRED)
      .filter(([, pattern]) => line.search(pattern) >= 0)
      .filter(() => !EXCEPTIONS.some(([file, right]) => file.test(path) && right.test(line)))
      .map(([word]) => `${path}:${index + 1}: ${word}: ${line.trim().slice(0, 120)}`),
  );
}

test('no source, message, test or page uses a retired word', () => {
  expect(tracked.flatMap(retiredIn)).toEqual([]);
});

test('the glossary lists the retired words', () => {
  const [, list = ''] = page('docs/glossary.md').text.split('<!-- retired words -->');
  const words = [...list.matchAll(/^- ([^:]+): /gm)].map((match) => match[1]);
  expect(words).toEqual(Object.keys(RETIRED));
});

/** The lines of a page, without code and quoted messages, which are what they are. */
function words(one: Page): readonly string[] {
  return prose(one)
    .replaceAll(/``[^]+?``|`[^`]*`/g, '')
    .split('\n');
}

/** What a page says about time says that it is about to be wrong. */
const PROMISES = [
  /\byet\b/i,
  /\bcomes? later\b/i,
  /(?<!(no|or|moment|seconds?|minutes?|little) )\blater\b(?! than)/i,
  /\b(this|earlier|current|future|next) version\b/i,
  /\bwill\b/i,
  /(?<!as )\bsoon\b|\b(planned|upcoming|to be done|TODO)\b/,
];

const current = pages().filter(({ path }) => !path.startsWith('docs/decisions/') && path !== 'CHANGELOG.md');

test.each(current)('$path promises nothing', (one) => {
  expect(words(one).filter((line) => PROMISES.some((promise) => promise.test(line)))).toEqual([]);
});

/** Turns of phrase that an engineer who reads English every day trips over. */
const STILTED = /\b(whoever|nobody|anew|beside|of its own|is told|are told|for good)\b/i;

test.each(current)('$path is in plain English', (one) => {
  expect(words(one).filter((line) => STILTED.test(line))).toEqual([]);
});

test.each(current)('$path has no line of padding', ({ text }) => {
  expect(text.split('\n').filter((line) => line.length > 160 && line.startsWith('|'))).toEqual([]);
});

test('every block of code says its language', () => {
  expect(blocks('').map(({ page: path }) => path)).toEqual([]);
});
