import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PackageChoice } from '../../../../scripts/runtime/lock/choose';
import type { DebianIndex } from '../../../../scripts/runtime/lock/debian-index';
import { sourcePackages } from '../../../../scripts/runtime/lock/source-packages';
import { moduleOf } from '../../../../scripts/runtime/parts/fetch';
import type { DebianPackage } from '../../../../scripts/runtime/inputs';
import { ProcessRunner } from '../../../../kit/process';
import { scratch } from '../../../support/unit-scratch';

const released = new Date('2026-10-30T08:08:01Z');
const SOURCES = `Package: grep
Version: 3.12-1
Directory: pool/main/g/grep
Checksums-Sha256:
 ${'a'.repeat(64)} 12 grep_3.12-1.dsc

Package: unheard
Version: 1
Directory: pool/main/u/unheard
`;
const index: DebianIndex = { released, packages: { amd64: '', arm64: '' }, sources: SOURCES };

const made = (name: string, version: string, uses: DebianPackage['uses'] = ['tools']): DebianPackage => ({
  ...{ uses, name, version, architecture: 'amd64', urls: ['http://127.0.0.1/x'], sha256: 'b'.repeat(64) },
  sources: [{ name, version }],
});

describe('the sources of what is delivered', () => {
  test('are locked with licence and files', () => {
    expect(sourcePackages([made('grep', '3.12-1'), made('openjdk', '21', ['jdk'])], index)).toEqual([
      {
        ...{ name: 'grep', version: '3.12-1', licence: 'GPL-3.0-or-later' },
        files: [
          {
            urls: [
              'http://deb.debian.org/debian/pool/main/g/grep/grep_3.12-1.dsc',
              'http://snapshot.debian.org/archive/debian/20261030T140801Z/pool/main/g/grep/grep_3.12-1.dsc',
            ],
            sha256: 'a'.repeat(64),
          },
        ],
      },
    ]);
  });

  test('must be in the index', () => {
    expect(() => sourcePackages([made('grep', '3.11-1')], index)).toThrow(
      'the sources grep 3.11-1 are not in the index, so the package made from them cannot be passed on',
    );
  });

  test('must have a known licence', () => {
    expect(() => sourcePackages([made('unheard', '1')], index)).toThrow('the licence of unheard is not known');
  });
});

test('a package that Debian does not have is named', () => {
  const space = { inputs: scratch(), scratch: scratch(), runner: new ProcessRunner(), say: () => undefined };
  // Nothing is unpacked before the packages are found.
  const patchelf = { needed: () => Promise.resolve([]) };
  const choice = new PackageChoice(index, 'amd64', space, patchelf);
  expect(() => choice.jdk()).toThrow('Debian has no package "openjdk-21-jdk-headless" for amd64');
});

describe('a module of Go', () => {
  test('comes with its licences', async () => {
    const folder = scratch();
    for (const name of ['LICENSE', 'NOTICE.txt', 'license_test.go', 'main.go']) writeFileSync(join(folder, name), name);
    const { licences, name, version } = await moduleOf(`example.com/a\tv1.2.3\t${folder}`);
    expect({ name, version }).toEqual({ name: 'example.com/a', version: 'v1.2.3' });
    expect(licences.map(({ path }) => path).sort()).toEqual([
      'go-modules/example.com/a@v1.2.3/LICENSE',
      'go-modules/example.com/a@v1.2.3/NOTICE.txt',
    ]);
  });

  test('is refused without one', async () => {
    const folder = join(scratch(), 'module');
    mkdirSync(folder);
    await expect(moduleOf(`example.com/a\tv1.2.3\t${folder}`)).rejects.toThrow(
      `the module example.com/a has no licence file in ${folder}`,
    );
  });
});
