import { captureSpecFields } from '../../../scripts/docs/capture-spec';
import { DETAILS } from '../../../scripts/docs/capture-spec-details';
import { releaseRecordFields } from '../../../scripts/docs/release-record';
import { DETAILS as RECORD_DETAILS } from '../../../scripts/docs/release-record-details';
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

test.each([
  ['the capture spec', DETAILS, captureSpecFields()],
  ['the release record', RECORD_DETAILS, releaseRecordFields()],
])('every detail is of a field of %s, and every field is explained', (_, details, fields) => {
  const paths = fields.map(({ path }) => path);
  expect(Object.keys(details).filter((path) => !paths.includes(path))).toEqual([]);
  const bare = fields.filter(({ path, schema }) => schema.description === undefined && details[path] === undefined);
  expect(bare.map(({ path }) => path)).toEqual([]);
});
