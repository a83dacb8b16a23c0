import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { main } from '../../../../cli/main';
import { barCharts } from '../../../../cli/report/bars';
import { parseResults } from '../../../../cli/report/results';
import { writeReport } from '../../../../cli/report/write-report';
import { failureOf } from '../../../support/unit-failure';
import { resultsDocument, resultsFiles } from '../../../support/unit-results';
import { scratch } from '../../../support/unit-scratch';

const chartsOf = (document: object) => barCharts(parseResults(JSON.stringify(document), 'a file'));
const barsOf = (id: string) => chartsOf(resultsDocument()).find((chart) => chart.id === id)?.bars;

async function pageOf(...files: readonly string[]): Promise<string> {
  const page = join(scratch(), 'page.html');
  await writeReport(files, page);
  return readFileSync(page, 'utf8');
}

describe('the charts of a report', () => {
  test('have what is fetched and what is started of each store', () => {
    expect(barsOf('stores')).toContainEqual({
      name: 's3',
      pieces: { 'fetch, check, unpack': 340, 'start → first answer': 97 },
    });
  });

  test('have the parts of a start, of a pod and of a container, which sum up to the whole', () => {
    expect(barsOf('parts')).toEqual([
      {
        name: 'pod',
        pieces: {
          ...{ 'schedule, pull, kubelet': 760, restore: 120, hooks: 30 },
          ...{ 'checks, until it listens': 50, 'first answer': 40 },
        },
      },
      {
        name: 'container',
        pieces: { restore: 90, hooks: 20, 'checks, until it listens': 40, 'first answer': 57 },
      },
    ]);
  });

  test('have the parts of the size', () => {
    expect(barsOf('sizes')).toEqual([
      { name: 'in the registry', pieces: { 'image of the service': 200, checkpoint: 50 } },
      { name: 'unpacked', pieces: { mapped: 140, copied: 40 } },
    ]);
  });

  test('are left out where nothing was measured', () => {
    const charts = chartsOf({ ...resultsDocument(), pods: [], stores: undefined });
    expect(charts.map(({ id }) => id)).toEqual(['starts', 'parts', 'sizes']);
  });
});

describe('the page', () => {
  test('is of the newest release, and asks for no other file', async () => {
    const page = await pageOf(...resultsFiles(resultsDocument('v9', 120), resultsDocument('v10', 110)));
    expect(page).toContain('<h1>customers v10</h1>');
    expect(page).not.toMatch(/<(script|link|img|iframe)|\b(src|href)=|@import|url\((?!#)/);
  });

  test('has the history of releases in their order once there are two', async () => {
    const one = resultsFiles(resultsDocument('v9'));
    expect(await pageOf(...one)).not.toContain('id="history"');
    const page = await pageOf(...one, ...resultsFiles(resultsDocument('v10')));
    const history = page.slice(page.indexOf('id="history"'));
    expect(history.indexOf('>v9<')).toBeGreaterThan(0);
    expect(history.indexOf('>v10<')).toBeGreaterThan(history.indexOf('>v9<'));
  });

  test('has a table below each chart, for whoever cannot see it', async () => {
    const page = await pageOf(...resultsFiles(resultsDocument()));
    expect(page).toContain('<tr><td>efs</td><td>350</td><td>95</td><td>445</td></tr>');
  });

  test('is written by the command under the name that is asked for', async () => {
    const output = join(scratch(), 'other.html');
    expect(await main(['node', 'eks-crac', 'report', ...resultsFiles(resultsDocument()), '--output', output])).toBe(0);
    expect(readFileSync(output, 'utf8')).toContain('customers v7');
  });

  test('shows names as they are', async () => {
    const document = resultsDocument();
    const page = await pageOf(...resultsFiles({ ...document, release: { ...document.release, engine: 'a<b> "c"' } }));
    expect(page).toContain('Engine: a&#60;b&#62; &#34;c&#34;.');
  });
});

describe('files that are no results', () => {
  const output = () => join(scratch(), 'page.html');

  test('are named with the field', async () => {
    const [file = ''] = resultsFiles({ ...resultsDocument(), images: { service: 'large' } });
    expect(await failureOf(writeReport([file], output()))).toEqual({
      code: 'usage',
      message: `${file} has no results of a rehearsal: images.service Invalid input: expected number, received string`,
      remedy: 'name a file that `rehearse --json` has printed, or that is in the folder `reports` of the state folder',
    });
  });

  test('need not be JSON', async () => {
    const file = join(scratch(), 'x.json');
    writeFileSync(file, 'Start | Checkpoint');
    expect((await failureOf(writeReport([file], output()))).message).toContain(`${file} has no results`);
  });

  test('must exist', async () => {
    expect(await failureOf(writeReport(['/nonexistent/v1.json'], output()))).toMatchObject({
      message: 'there is no /nonexistent/v1.json',
    });
  });

  test('must be of one service', async () => {
    const other = { ...resultsDocument('v8'), release: { name: 'v8', service: 'orders', engine: 'criu 4.2' } };
    expect(await failureOf(writeReport(resultsFiles(resultsDocument(), other), output()))).toMatchObject({
      message: 'the results are of several services: orders, customers',
      remedy: 'name files of one service',
    });
  });
});
