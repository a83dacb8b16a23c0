import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CAPTURE_FILES, CHECKPOINT_FOLDER, EXCHANGE, PACK_FILE, RUNTIME_FOLDER, VARIABLES } from '../../../contract';
import { START_EVENTS } from '../../../contract/start-line';
import { packagePath } from '../../../kit/package-path';

/** Sources that cannot import the contract. */
function sources(folder: string, name: RegExp): string {
  return readdirSync(packagePath(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
}

const c = ['runtime/src', 'runtime/preload'].map((folder) => sources(folder, /\.[ch]$/)).join('\n');
const go = sources('runtime/fetch', /\.go$/);
const java = sources('agent/src/main', /\.java$/);
const typescript = ['stage', 'manifests', 'engines', 'constructs', 'cli', 'machine']
  .map((room) => sources(room, /\.ts$/))
  .join('\n');

const COMMENT = /^ *(\/\/|\/?\*).*$/gm;

const found = (text: string, pattern: RegExp) => [
  ...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? '')),
];

describe('the C, Go and Java sources keep to the contract', () => {
  test('every EKS_CRAC_ variable of theirs is one of the contract, and none of the contract is without a reader', () => {
    const known: readonly string[] = Object.values(VARIABLES);
    const read = [...found(c + go, /"(EKS_CRAC_[A-Z_]+)/g), ...found(java, /\b(EKS_CRAC_[A-Z_]+)/g)];
    expect(read.filter((name) => !known.includes(name))).toEqual([]);
    expect(known.filter((name) => !read.includes(name))).toEqual([]);
  });

  test('every path below the runtime layer begins as the contract says', () => {
    const places = found(`${c}\n${java}`, /(\/opt\/[a-z-]+)/g);
    expect(places).toEqual([RUNTIME_FOLDER]);
  });

  test('the agent names each file of the exchange, and no other', () => {
    const known: readonly string[] = Object.values(EXCHANGE);
    expect(found(java, /\b(?:file|write)\("([a-z]+)"/g).filter((name) => !known.includes(name))).toEqual([]);
    for (const name of known) expect(java).toContain(`"${name}"`);
  });

  test('`fetch` knows pack and manifest by the names of the contract', () => {
    expect(go).toContain(`packName = "${PACK_FILE}"`);
    expect(go).toContain(`manifestPath = "${CHECKPOINT_FOLDER.slice(1)}/manifest"`);
  });

  test('`capture` writes the files that the stage reads, and `start` replaces those that are open', () => {
    for (const name of Object.values(CAPTURE_FILES)) expect(c).toContain(`"${name}"`);
    const open = [CAPTURE_FILES.out, CAPTURE_FILES.err, EXCHANGE.handover, EXCHANGE.report];
    for (const name of open) expect(c).toContain(`/${name}"`);
  });

  test('`start` reports the events that the contract reads', () => {
    for (const event of START_EVENTS) expect(c).toContain(`"${event}"`);
  });

  test('TypeScript names a variable of the contract by the contract alone', () => {
    const literals = found(typescript, /['"`](EKS_CRAC_[A-Z_]+)['"`]/g);
    const known: readonly string[] = Object.values(VARIABLES);
    expect(literals.filter((name) => known.includes(name))).toEqual([]);
    expect(found(typescript.replaceAll(COMMENT, ''), /(['"`]\/opt\/eks-crac)/g)).toEqual([]);
  });
});
