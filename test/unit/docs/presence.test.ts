import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COLD_REASON_CODES, FAILURES, renderCheckpointManifest, STEPS, UNEXPECTED_EXIT_CODE } from '../../../contract';
import { explained, filesBelow, page, ROOT } from './pages';

const source = (paths: readonly string[]) => paths.map((path) => readFileSync(join(ROOT, path), 'utf8')).join('\n');
const start = source(filesBelow('runtime/src').filter((path) => path.endsWith('.c')));
const programs = source(
  ['stage', 'cli', 'machine', 'releases'].flatMap(filesBelow).filter((path) => path.endsWith('.ts')),
);

const matches = (text: string, pattern: RegExp) => [
  ...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? '')),
];
const terms = (path: string) => explained(page(path));

const steps = STEPS.map((id) => ({ id }));

test.each(Object.entries(FAILURES))('troubleshooting has %s and its exit code', (code, { exitCode }) => {
  const { text } = page('docs/troubleshooting.md');
  expect(text).toMatch(new RegExp(`^### ${code}\n\nExit code ${exitCode}\\.`, 'm'));
});

test('the command line has every exit code and no other', () => {
  const [, list = ''] = page('docs/cli.md').text.split('\n## Exit codes\n');
  const codes = [...list.matchAll(/^- (\d+): /gm)].map((match) => Number(match[1]));
  const known = [0, UNEXPECTED_EXIT_CODE, ...Object.values(FAILURES).map(({ exitCode }) => exitCode)];
  expect(codes).toEqual([...new Set(known)].sort((a, b) => a - b));
});

test.each(COLD_REASON_CODES)('reason %s is explained and has a remedy', (reason) => {
  expect(terms('docs/runtime-layer.md')).toContain(reason);
  expect(terms('docs/troubleshooting.md')).toContain(reason);
});

test.each(matches(start, /(EKS_CRAC_[A-Z_]+)/g))('the runtime layer documents the variable %s', (name) => {
  expect(terms('docs/runtime-layer.md')).toContain(name);
});

test.each(matches(programs, /env\['(EKS_CRAC_[A-Z_]+)'\]/g))('the command line documents the variable %s', (name) => {
  expect(terms('docs/cli.md')).toContain(name);
});

test('the steps are in their order', () => {
  expect(terms('docs/stage.md').filter((cell) => steps.some(({ id }) => id === cell))).toEqual([...STEPS]);
});

test('every key of a checkpoint manifest is documented', () => {
  const manifest = renderCheckpointManifest({
    ...{
      schema: 1,
      engine: 'criu',
      run: 'r',
      arch: 'x86_64',
      cpu: ['sse2'],
      kernel: '6.1',
      needs: ['cgroup-v2'],
      clock: 1,
    },
    ...{
      capabilities: ['SETPCAP'],
      service: 301,
      java: '/jdk/bin/java',
      variables: ['HOME'],
      port: 8080,
      removed: ['/a'],
      folders: [{ mode: '755', path: '/b' }],
      options: ['-Xmx1g'],
      added: [{ mode: '644', path: '/c' }],
      changed: [{ mode: '644', path: '/c' }],
      originals: [{ mode: '644', path: '/c' }],
      originalFolders: [{ mode: '755', path: '/b' }],
      originalLinks: [{ path: '/d', target: 'c' }],
      links: [{ path: '/d', target: 'c' }],
    },
    files: [{ path: 'core-300.img', bytes: 1 }],
  });
  expect(terms('docs/runtime-layer.md')).toEqual(expect.arrayContaining(matches(manifest, /^(\w+)=/gm)));
});
