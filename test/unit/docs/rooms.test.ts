import { imports } from '../../../scripts/rooms/imports';
import { drawPages } from '../../../scripts/rooms/pages';

test('the pictures of the rooms are up to date: else run `npm run rooms`', async () => {
  const pages = drawPages(await imports());
  expect(pages.map(({ path }) => path)).toEqual(['CONTRIBUTING.md', 'docs/architecture.md']);
  for (const { drawn, text } of pages) {
    expect(text).toContain('```mermaid');
    expect(text).toBe(drawn);
  }
}, 60_000);
