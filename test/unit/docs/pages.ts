import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(__dirname, '../../..');

/** A page of the documentation. */
export interface Page {
  /** Relative to the repository. */
  readonly path: string;
  readonly text: string;
}

export interface Block {
  readonly page: string;
  readonly language: string;
  readonly text: string;
}

const FENCE = /^```(\w*)\n([\s\S]*?)^```$/gm;

/** One page by its path in the repository. */
export function page(path: string): Page {
  return { path, text: readFileSync(join(ROOT, path), 'utf8') };
}

/** The pages that ship, and those of the repository and its samples. */
export function pages(): readonly Page[] {
  const docs = filesBelow('docs').filter((path) => path.endsWith('.md'));
  const samples = readdirSync(join(ROOT, 'examples')).map((name) => `examples/${name}/README.md`);
  const rooms = ['agent/README.md', 'runtime/README.md'];
  return ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'UPGRADING.md', ...rooms, ...docs, ...samples].map(page);
}

/** Fenced blocks of a language in all pages. */
export function blocks(language: string): readonly Block[] {
  return pages().flatMap(({ path, text }) =>
    [...text.matchAll(FENCE)]
      .map((match) => ({ page: path, language: match[1] ?? '', text: match[2] ?? '' }))
      .filter((block) => block.language === language),
  );
}

/** A page's text without its fenced blocks. */
export function prose({ text }: Page): string {
  return text.replace(FENCE, '');
}

/** What stands between single backticks. */
export function codeSpans(target: Page): readonly string[] {
  return [...prose(target).matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');
}

/** The rows of a page's tables, without heads and lines, each cell trimmed. */
export function rows(target: Page): readonly (readonly string[])[] {
  return prose(target)
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[ :|-]+\|$/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    );
}

/** The items of a page's lists, each as one line, inner ones as their own. */
export function items(target: Page): readonly string[] {
  return prose(target)
    .replaceAll(/\n +(?![-\d ])/g, ' ')
    .split('\n')
    .flatMap((line) => /^ *(?:-|\d+\.) (.*)$/.exec(line)?.[1] ?? []);
}

/** What a page explains: the code at the head of its lists' items and in the first cells of its tables. */
export function explained(target: Page): readonly string[] {
  const heads = items(target).map((item) => item.split(/:(?: |$)/)[0] ?? '');
  return [...heads, ...rows(target).map(([first = '']) => first)].flatMap((head) =>
    [...head.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ''),
  );
}

/** Files below a folder of the repository, by their path in it. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1));
}
