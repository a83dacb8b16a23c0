import { existsSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { page, pages, prose, ROOT } from './pages';
import type { Page } from './pages';

interface Link {
  readonly from: string;
  readonly target: string;
  readonly anchor: string;
}

function links(from: Page): Link[] {
  return [...prose(from).matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1] ?? '')
    .filter((href) => !/^[a-z]+:/.test(href))
    .map((href) => {
      const [path = '', anchor = ''] = href.split('#');
      return { from: from.path, target: path === '' ? from.path : normalize(join(dirname(from.path), path)), anchor };
    });
}

/** A heading's anchor as GitHub makes it. */
function anchors(target: Page): readonly string[] {
  return [...prose(target).matchAll(/^#+ (.*)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

const all = pages().flatMap(links);

test.each(all)('$from → $target#$anchor', ({ anchor, target }) => {
  const file = join(ROOT, target);
  expect(existsSync(file)).toBe(true);
  if (anchor !== '' && statSync(file).isFile()) expect(anchors(page(target))).toContain(anchor);
});

test('the pages lead to every page of docs', () => {
  const reached = new Set(all.map(({ target }) => target));
  const docs = pages().filter(({ path }) => path.startsWith('docs/'));
  expect(docs.map(({ path }) => path).filter((path) => !reached.has(path))).toEqual([]);
});
