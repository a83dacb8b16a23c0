import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeReport } from '../../../../cli/report/write-report';
import { ProcessRunner } from '../../../../kit/process';
import { resultsDocument, resultsFiles } from '../../../support/unit-results';
import { scratch } from '../../../support/unit-scratch';

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--window-size=900,2400'];

/** Looks at the page from within: colours as they are shown, and where the pieces and the words of the charts are. */
const LOOK = `<script>
const box = (e) => { const b = e.getBoundingClientRect(); return [b.left, b.right, b.top].map(Math.round); };
document.title = JSON.stringify({
  page: getComputedStyle(document.body).backgroundColor,
  fills: [...document.querySelectorAll('#stores svg path')].map((e) => getComputedStyle(e).fill),
  words: [...document.querySelectorAll('#parts svg text')].map((e) => [e.textContent, ...box(e)]),
  charts: document.querySelectorAll('figure svg').length,
  wide: document.documentElement.scrollWidth > innerWidth,
});
</script>`;

interface Seen {
  readonly page: string;
  readonly fills: readonly string[];
  readonly words: readonly (readonly [string, number, number, number])[];
  readonly charts: number;
  readonly wide: boolean;
}

async function seen(scheme: 'dark' | 'light'): Promise<Seen> {
  const page = join(scratch(), 'page.html');
  await writeReport(resultsFiles(resultsDocument('v6'), resultsDocument('v7')), page);
  writeFileSync(page, readFileSync(page, 'utf8').replace('</body>', `${LOOK}</body>`));
  const preferred = `--blink-settings=preferredColorScheme=${scheme === 'dark' ? 0 : 1}`;
  const { stdout } = await new ProcessRunner().run(['chromium', ...FLAGS, preferred, '--dump-dom', `file://${page}`]);
  const title = /<title>(.*)<\/title>/.exec(stdout)?.[1] ?? '';
  return JSON.parse(title.replaceAll('&gt;', '>').replaceAll('&amp;', '&')) as Seen;
}

describe('the page in Chromium', () => {
  test('has all charts, in the colours of the scheme, and no wider than the window', async () => {
    const light = await seen('light');
    const dark = await seen('dark');
    expect([light.page, dark.page]).toEqual(['rgb(255, 255, 255)', 'rgb(20, 24, 29)']);
    expect([light.charts, dark.charts, light.wide]).toEqual([5, 5, false]);
    expect(light.fills).toContain('rgb(28, 154, 91)');
    expect(dark.fills).toContain('rgb(62, 207, 142)');
  });

  test('shows no word over another', async () => {
    const { words } = await seen('light');
    const [{ length }] = [words];
    expect(length).toBeGreaterThan(8);
    const over = words.flatMap(([one, left, right, top]) =>
      words.filter(([two, l, , t]) => one !== two && t === top && l > left && l < right).map(([two]) => [one, two]),
    );
    expect(over).toEqual([]);
  });
});
