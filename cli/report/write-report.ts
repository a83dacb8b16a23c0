import { readFileSync } from 'node:fs';
import { Failure } from '../../kit/report/failure';
import { writeWhole } from '../write-whole';
import { Drawing } from './draw';
import { reportPage } from './page';
import { numberOf, parseResults } from './results';
import type { Results } from './results';

/** The page's name, unless another is asked for. */
export const REPORT_FILE = 'eks-crac-report.html';

/** Writes the page of the newest release among files of results; those of other releases of the service are its history. */
export async function writeReport(files: readonly string[], output: string): Promise<void> {
  const all = files.map((file) => parseResults(textOf(file), file)).sort((a, b) => numberOf(b) - numberOf(a));
  const [latest] = all;
  if (latest === undefined) throw new TypeError('no file of results was given');
  requireOneService(latest, all);
  writeWhole(output, reportPage(latest, all, await Drawing.load()));
}

function requireOneService(latest: Results, all: readonly Results[]): void {
  const other = all.find(({ release }) => release.service !== latest.release.service);
  if (other === undefined) return;
  throw new Failure(
    'usage',
    `the results are of several services: ${latest.release.service}, ${other.release.service}`,
    'name files of one service',
  );
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Failure(
      'usage',
      `there is no ${file}`,
      'name a file that `rehearse --json` has printed; a rehearsal says at its end where it has stored its results',
    );
  }
}
