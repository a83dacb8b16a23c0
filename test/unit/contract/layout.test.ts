import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CAPTURE_FILES, EXCHANGE, RUNTIME_FOLDER, VARIABLES } from '../../../contract';
import { findStartReport } from '../../../contract/start-line';
import { packagePath } from '../../../kit/package-path';

/** Sources that cannot import the contract. */
function sources(folder: string, name: RegExp): string {
  return readdirSync(packagePath(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
}

const shell = sources('runtime', /^(start|root|capture|capture-jvm|fetch|Dockerfile)$|\.sh$/);
const java = sources('agent/src/main', /\.java$/);
const typescript = ['stage', 'manifests', 'engines', 'constructs', 'cli', 'machine']
  .map((room) => sources(room, /\.ts$/))
  .join('\n');

const COMMENT = /^ *(\/\/|\/?\*).*$/gm;

const found = (text: string, pattern: RegExp) => [
  ...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? '')),
];

describe('the shell and Java sources keep to the contract', () => {
  test('every EKS_CRAC_ variable of theirs is one of the contract, and none of the contract is without a reader', () => {
    const known: readonly string[] = Object.values(VARIABLES);
    const read = found(`${shell}\n${java}`, /\b(EKS_CRAC_[A-Z_]+)/g);
    expect(read.filter((name) => !known.includes(name))).toEqual([]);
    expect(known.filter((name) => !read.includes(name))).toEqual([]);
  });

  test('every path below the runtime layer begins as the contract says', () => {
    const places = found(`${shell}\n${java}`, /(\/opt\/[a-z-]+)/g);
    expect(places).toEqual([RUNTIME_FOLDER]);
  });

  test('the agent names each file of the exchange, and no other', () => {
    const known: readonly string[] = Object.values(EXCHANGE);
    expect(found(java, /\b(?:file|write)\("([a-z]+)"/g).filter((name) => !known.includes(name))).toEqual([]);
    for (const name of known) expect(java).toContain(`"${name}"`);
  });

  test('the scripts of a capture write the files that the stage reads', () => {
    for (const name of Object.values(CAPTURE_FILES))
      expect(shell).toMatch(new RegExp(`(\\$directory|\\$captured)/${name}\\b`));
    for (const name of [EXCHANGE.handover, EXCHANGE.report]) expect(shell).toContain(`$captured/${name}`);
  });

  test('the line that `start` prints is the one that the contract reads', () => {
    const [, format = ''] = /printf '(\{"eks-crac":"start".*)\\n'/.exec(shell) ?? [];
    const values = ['restored', '', '12', 'v7', ',"listening":false'];
    const line = values.reduce((text, value) => text.replace('%s', value), format);
    expect(findStartReport(line)).toEqual({
      'eks-crac': 'start',
      mode: 'restored',
      reason: '',
      ms: 12,
      release: 'v7',
      listening: false,
    });
  });

  test('TypeScript names a variable of the contract by the contract alone', () => {
    const literals = found(typescript, /['"`](EKS_CRAC_[A-Z_]+)['"`]/g);
    const known: readonly string[] = Object.values(VARIABLES);
    expect(literals.filter((name) => known.includes(name))).toEqual([]);
    expect(found(typescript.replaceAll(COMMENT, ''), /(['"`]\/opt\/eks-crac)/g)).toEqual([]);
  });
});
