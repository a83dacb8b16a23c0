import { captureSpecFields } from '../../../scripts/docs/capture-spec';
import { DETAILS } from '../../../scripts/docs/capture-spec-details';
import { PAGES, regenerated, SECTIONS, sectionsOf } from '../../../scripts/docs/sections';
import { page } from './pages';

test.each(PAGES)('the generated parts of %s are up to date: else run `npm run docs`', (path) => {
  const { text } = page(path);
  expect(text).toBe(regenerated(text));
});

test('every section that can be generated stands in a page, once', () => {
  const sections = PAGES.flatMap((path) => sectionsOf(page(path).text));
  expect(sections.sort()).toEqual(Object.keys(SECTIONS).sort());
});

test('a section that nothing generates is refused', () => {
  expect(() => regenerated('<!-- generated: weather -->\n<!-- /generated -->')).toThrow("nothing generates 'weather'");
});

test('every detail is of a field of the capture spec', () => {
  const paths = captureSpecFields().map(({ path }) => path);
  expect(Object.keys(DETAILS).filter((path) => !paths.includes(path))).toEqual([]);
});
