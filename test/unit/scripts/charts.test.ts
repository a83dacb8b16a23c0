import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packagePath } from '../../../kit/package-path';
import { charts } from '../../../scripts/charts';

/** The library counts what it has drawn in this process. */
const withoutCounts = (svg: string) => svg.replaceAll(/zr\d+/g, 'zr');

test.each([...charts()])('the chart %s is drawn from the results: else run `npm run charts`', (name, svg) => {
  const drawn = readFileSync(join(packagePath('docs/benchmarks'), name), 'utf8');
  expect(withoutCounts(svg)).toBe(withoutCounts(drawn));
});
