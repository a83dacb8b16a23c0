import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { libraryClosure } from '../../../../scripts/runtime/elf-closure';
import { criuEntries } from '../../../../scripts/runtime/parts/criu';
import { scratch } from '../../../support/unit-scratch';

const LIBRARIES = 'usr/lib/x86_64-linux-gnu';

/** A root with a criu whose libraries need each other. */
function root(): string {
  const folder = scratch();
  mkdirSync(join(folder, LIBRARIES), { recursive: true });
  mkdirSync(join(folder, 'usr/sbin'), { recursive: true });
  for (const path of ['usr/sbin/criu', `${LIBRARIES}/libc.so.6`, `${LIBRARIES}/liba.so.1`, `${LIBRARIES}/libx.so`])
    writeFileSync(join(folder, path), basename(path));
  writeFileSync(join(folder, LIBRARIES, 'ld-linux-x86-64.so.2'), 'loader');
  return folder;
}

const NEEDED: Readonly<Record<string, readonly string[]>> = {
  criu: ['liba.so.1', 'libc.so.6'],
  'liba.so.1': ['libc.so.6'],
  'libc.so.6': ['ld-linux-x86-64.so.2'],
};

/** Answers instead of the program; what it is asked to write is what a file then contains. */
function patchelf(paths: Readonly<Record<string, string>> = {}, needed = NEEDED) {
  const append = (file: string, text: string) => {
    writeFileSync(file, `${readFileSync(file, 'utf8')} ${text}`);
    return Promise.resolve();
  };
  return {
    needed: (file: string) => Promise.resolve(needed[basename(file)] ?? []),
    rpath: (file: string) => Promise.resolve(paths[basename(file)] ?? ''),
    setInterpreter: (file: string, interpreter: string) => append(file, interpreter),
    setRpath: (file: string, rpath: string) => append(file, rpath),
  };
}

describe('the libraries of a program', () => {
  test('are those that it needs, and those that these need', async () => {
    const found = await libraryClosure(root(), ['usr/sbin/criu'], 'amd64', patchelf());
    expect([...found.keys()]).toEqual(['ld-linux-x86-64.so.2', 'liba.so.1', 'libc.so.6']);
  });

  test('must be in the locked packages', async () => {
    const needs = patchelf({}, { criu: ['libnew.so.2'] });
    await expect(libraryClosure(root(), ['usr/sbin/criu'], 'amd64', needs)).rejects.toThrow(
      'criu for amd64 needs libnew.so.2, which is in none of the locked packages',
    );
  });
});

describe('criu in the layer', () => {
  const entries = (tool: ReturnType<typeof patchelf>) =>
    criuEntries({ folder: root(), packages: [] }, 'amd64', tool, scratch());

  test('has its loader and libraries beside it, and its capabilities', async () => {
    const found = await entries(patchelf());
    expect(found.map(({ path }) => path)).toEqual(
      ['criu', 'ld-linux-x86-64.so.2', 'liba.so.1', 'libc.so.6'].map((name) => `opt/eks-crac/bin/${name}`),
    );
    expect(found[0]).toMatchObject({
      mode: 0o755,
      content: Buffer.from('criu /opt/eks-crac/bin/ld-linux-x86-64.so.2 /opt/eks-crac/bin'),
      capabilities: ['checkpoint_restore', 'sys_ptrace', 'setpcap'],
    });
  });

  test('is refused when a library would look elsewhere', async () => {
    await expect(entries(patchelf({ 'liba.so.1': '/opt/other' }))).rejects.toThrow(
      'liba.so.1 has a library path of its own, /opt/other',
    );
  });
});
