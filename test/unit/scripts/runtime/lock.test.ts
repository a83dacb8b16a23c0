import { inputsLock, packagesFor, parseLock } from '../../../../scripts/runtime/inputs';
import { PROGRAMS, VERSIONS } from '../../../../scripts/runtime/lock/wanted';
import { TARGETS } from '../../../../scripts/runtime/target';
import amd64 from '../../../../packages/runtime-linux-amd64/package.json';
import arm64 from '../../../../packages/runtime-linux-arm64/package.json';
import manifest from '../../../../package.json';

const lock = inputsLock();
const tools = Object.values(lock.tools);
const files = [
  ...lock.packages,
  ...lock.sources.flatMap((source) => source.files),
  ...tools.flatMap(({ hosts }) => Object.values(hosts)),
];

describe('the lock of the runtime layer', () => {
  test('names every file by address and digest', () => {
    expect(files.length).toBeGreaterThan(100);
    for (const { sha256, urls } of files) {
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
      for (const url of urls) expect(url).toMatch(/^https?:\/\/[a-z.]+\/\S+$/);
    }
  });

  test('knows a second address for every file of the moving suite', () => {
    for (const { urls } of [...lock.packages, ...lock.sources.flatMap((source) => source.files)])
      expect(urls).toEqual([
        expect.stringMatching(/^http:\/\/deb\.debian\.org\/debian\/pool\//) as string,
        expect.stringMatching(/^http:\/\/snapshot\.debian\.org\/archive\/debian\/\d{8}T\d{6}Z\/pool\//) as string,
      ]);
  });

  test.each(TARGETS)('has every program for %s, and the JDK to build with', (target) => {
    for (const use of ['layer', 'tools'] as const) {
      const names = packagesFor(lock, use, target).map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining(Object.keys(PROGRAMS[use])));
      expect(names).toContain('libc6');
    }
    expect(packagesFor(lock, 'jdk', target).map(({ name }) => name)).toContain('openjdk-21-jdk-headless');
  });

  test('has the same packages for both architectures', () => {
    const named = (target: (typeof TARGETS)[number]) =>
      lock.packages.filter(({ architecture }) => architecture === target).map(({ name, uses }) => ({ name, uses }));
    expect(named('amd64')).toEqual(named('arm64'));
  });

  test('has the sources of everything that is delivered', () => {
    const known = lock.sources.map(({ name, version }) => `${name} ${version}`);
    const delivered = lock.packages.filter(({ uses }) => uses.some((use) => use !== 'jdk'));
    const wanted = delivered.flatMap(({ sources }) => sources.map(({ name, version }) => `${name} ${version}`));
    expect([...new Set(wanted)].filter((source) => !known.includes(source))).toEqual([]);
  });

  test('has the versions of the tools that are wanted', () => {
    for (const name of ['zig', 'go', 'patchelf'] as const) expect(lock.tools[name].version).toBe(VERSIONS[name]);
  });

  test('is refused with the remedy when it is not complete', () => {
    expect(() => parseLock(JSON.stringify({ ...lock, tools: {} }))).toThrow(
      /^runtime\/inputs\.lock\.json is not valid:\n[^]*tools\.zig/,
    );
  });
});

describe.each([amd64, arm64])('the package $name', ({ files: packed, license, name, version, ...others }) => {
  test('has the version of eks-crac, which depends on it optionally', () => {
    expect(version).toBe(manifest.version);
    expect(manifest.optionalDependencies).toMatchObject({ [name]: manifest.version });
  });

  test('can be installed on every machine', () => {
    expect(Object.keys(others).filter((key) => ['os', 'cpu', 'libc'].includes(key))).toEqual([]);
  });

  test('states the licence of each part', () => {
    const stated = license.split(' AND ').map((part) => part.replace(/[()]/g, ''));
    const needed = lock.sources.flatMap(({ licence }) => licence.split(' AND '));
    expect([...new Set(needed)].filter((licence) => !stated.includes(licence))).toEqual([]);
    expect(packed).toContain('licenses');
  });
});
