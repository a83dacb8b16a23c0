import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { FAILURE_FILE } from '../../../contract';
import { Failure } from '../../../kit/report/failure';
import type { Examination } from '../examination';
import { examineLogs } from './examine-logs';
import { examineRun, logsOf } from './examine-run';
import { examineSpec } from './examine-spec';

const SPEC_FILE = 'eks-crac.yaml';

/** Looks at a log, `-` for standard input, at a capture spec, or at a folder with either or of a failed run. */
export async function examinePath(path: string, input: NodeJS.ReadableStream): Promise<Examination> {
  if (path === '-') return examineLogs('standard input', [{ name: 'standard input', text: await text(input) }]);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    throw new Failure('usage', `there is no ${path}`, 'name a log, a capture spec, or the folder of a failed run');
  }
  if (found.isDirectory()) return examineFolder(path);
  if (basename(path) === FAILURE_FILE) return examineRun(dirname(path));
  if (/\.(ya?ml|json)$/.test(path)) return examineSpec(path);
  return examineLogs(path, [{ name: basename(path), text: readFileSync(path, 'utf8') }]);
}

function examineFolder(path: string): Examination {
  if (existsSync(join(path, FAILURE_FILE))) return examineRun(path);
  if (existsSync(join(path, SPEC_FILE))) return examineSpec(join(path, SPEC_FILE));
  const logs = logsOf(path);
  if (logs.length > 0) return examineLogs(path, logs);
  throw new Failure(
    'usage',
    `${path} has neither ${FAILURE_FILE} nor ${SPEC_FILE} nor a file that ends in .log or .txt`,
    'name a log, a capture spec, or the folder of a failed run, below `failures` in the state folder',
  );
}
