import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import {
  FAILURES,
  releaseRecordSchema,
  renderCheckpointManifest,
  STEPS,
  UNEXPECTED_EXIT_CODE,
} from '../../../contract';
import { ENGINES } from '../../../engines';
import { filesBelow, page, rows, ROOT } from './pages';

const source = (paths: readonly string[]) => paths.map((path) => readFileSync(join(ROOT, path), 'utf8')).join('\n');
const scripts = source(filesBelow('runtime').filter((path) => !path.endsWith('Dockerfile')));
const programs = source(['stage', 'cli'].flatMap(filesBelow).filter((path) => path.endsWith('.ts')));

const matches = (text: string, pattern: RegExp) => [
  ...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? '')),
];
const firstCells = (path: string) => rows(page(path)).flatMap(([first = '']) => matches(first, /`([^`]+)`/g));

const reasons = matches(scripts, /\breason='?([a-z][a-z-]+)/g);
const steps = STEPS.map((id) => ({ id }));

test.each(Object.entries(FAILURES))('troubleshooting has %s and its exit code', (code, { exitCode }) => {
  const { text } = page('docs/troubleshooting.md');
  expect(text).toMatch(new RegExp(`^### ${code}\n\nExit code ${exitCode}\\.`, 'm'));
});

test('the command line has every exit code and no other', () => {
  const codes = rows(page('docs/cli.md')).flatMap(([first = '']) => (/^\d+$/.test(first) ? [Number(first)] : []));
  const known = [0, UNEXPECTED_EXIT_CODE, ...Object.values(FAILURES).map(({ exitCode }) => exitCode)];
  expect(codes).toEqual([...new Set(known)].sort((a, b) => a - b));
});

test('there are reasons of a cold start', () => {
  expect(reasons).toEqual(expect.arrayContaining(['disabled', 'capabilities', 'deadline']));
});

test.each(reasons)('reason %s is explained and has a remedy', (reason) => {
  expect(firstCells('docs/runtime-layer.md')).toContain(reason);
  expect(firstCells('docs/troubleshooting.md')).toContain(reason);
});

test.each(matches(scripts, /(EKS_CRAC_[A-Z_]+)/g))('the runtime layer documents the variable %s', (name) => {
  expect(firstCells('docs/runtime-layer.md')).toContain(name);
});

test.each(matches(programs, /env\['(EKS_CRAC_[A-Z_]+)'\]/g))('the command line documents the variable %s', (name) => {
  expect(firstCells('docs/cli.md')).toContain(name);
});

test('the steps are in their order', () => {
  expect(firstCells('docs/stage.md').filter((cell) => steps.some(({ id }) => id === cell))).toEqual([...STEPS]);
});

test('every key of a checkpoint manifest is documented', () => {
  const manifest = renderCheckpointManifest({
    ...{ schema: 1, engine: 'criu', run: 'r', arch: 'x86_64', cpu: ['sse2'], kernel: '6.1', clock: 1, root: 300 },
    ...{
      capabilities: ['SETPCAP'],
      service: 301,
      processes: [302],
      java: '/jdk/bin/java',
      variables: ['HOME'],
      port: 8080,
      removed: ['/a'],
      folders: [{ mode: '755', path: '/b' }],
      changed: [{ mode: '644', path: '/c' }],
      links: [{ path: '/d', target: 'c' }],
    },
    files: [{ path: 'core-300.img', bytes: 1 }],
  });
  expect(firstCells('docs/runtime-layer.md')).toEqual(expect.arrayContaining(matches(manifest, /^(\w+)=/gm)));
});

test('every field of a release record is documented', () => {
  const { properties = {} } = z.toJSONSchema(releaseRecordSchema, { io: 'input', unrepresentable: 'any' });
  const paths = Object.entries(properties).flatMap(([name, field]) => {
    const inner = typeof field === 'object' ? Object.keys(field.properties ?? {}) : [];
    return inner.length === 0 ? [name] : inner.map((below) => `${name}.${below}`);
  });
  expect(firstCells('docs/release.md')).toEqual(expect.arrayContaining(paths));
});

test.each(Object.values(ENGINES))('the privileges of engine $type are documented as they are', (engine) => {
  const table = rows(page('docs/engines.md')).filter((row) => row[0] === `\`${engine.type}\`` && row.length === 5);
  const { capabilities, escalationForNonRoot, seccomp } = engine.restore;
  const names = capabilities.map((name) => `\`${name}\``).join(', ') || 'none';
  expect(table).toEqual([
    [`\`${engine.type}\``, names, `\`${seccomp}\``, String(escalationForNonRoot), engine.minimumKernel],
  ]);
  expect(engine.capture).toEqual(engine.restore);
});
