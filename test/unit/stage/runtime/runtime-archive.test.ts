import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runtimeInputs } from '../../../../kit/runtime-inputs';
import { ProcessRunner } from '../../../../kit/process';
import { placeArchive, runtimeArchive } from '../../../../stage/runtime/runtime-archive';
import { failureOf } from '../../../support/unit-failure';
import { runtimePackageIn } from '../../../support/unit-runtime-package';
import { scratch } from '../../../support/unit-scratch';

/** A folder of eks-crac without a runtime layer; `npm` is a stand-in that runs a script. */
function installed(npm = 'exit 1') {
  const root = scratch();
  writeFileSync(join(root, 'package.json'), JSON.stringify({ name: 'eks-crac', version: '1.2.3' }));
  const bin = join(scratch(), 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'npm'), `#!/bin/sh\n${npm}\n`);
  chmodSync(join(bin, 'npm'), 0o755);
  const runner = new ProcessRunner({ ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}` });
  const { signal } = new AbortController();
  const archive = (name: 'layer' | 'tools' = 'layer') =>
    runtimeArchive({ archive: name, architecture: 'arm64', runner, signal, root });
  return { archive, root };
}

describe('the archive of the runtime layer', () => {
  test('is that of the installed package', async () => {
    const { archive, root } = installed();
    const folder = runtimePackageIn(join(root, 'node_modules/x'), 'arm64');
    mkdirSync(join(root, 'node_modules/@eks-crac'));
    await new ProcessRunner().run(['mv', folder, join(root, 'node_modules/@eks-crac/runtime-linux-arm64')]);
    expect(await archive()).toBe(join(root, 'node_modules/@eks-crac/runtime-linux-arm64/layer.tar'));
    expect(readFileSync(await archive('tools'), 'utf8')).toBe('tools of arm64');
  });

  test('is in the bundle of the stage', async () => {
    const { archive, root } = installed();
    runtimePackageIn(root, 'arm64');
    expect(await archive()).toBe(join(root, 'packages/runtime-linux-arm64/layer.tar'));
  });

  test('is missing without the package, whose name and version are in the remedy', async () => {
    expect(await failureOf(installed().archive())).toEqual({
      code: 'runtime-layer-missing',
      message:
        'the package @eks-crac/runtime-linux-arm64, which has the runtime layer for images of linux/arm64, is not installed',
      remedy: 'npm install @eks-crac/runtime-linux-arm64@1.2.3',
    });
  });

  test.each([
    ['layer', 'changed', /its digest is sha256:[0-9a-f]{64}, and layer\.json says sha256:[0-9a-f]{64}$/],
    ['tools', undefined, /its digest is none, as there is no such file, and layer\.json says sha256:[0-9a-f]{64}$/],
  ] as const)('is damaged when %s.tar is not what layer.json says', async (name, content, message) => {
    const { archive, root } = installed();
    const folder = runtimePackageIn(root, 'arm64');
    if (content === undefined) rmSync(join(folder, `${name}.tar`));
    else writeFileSync(join(folder, `${name}.tar`), content);
    expect(await failureOf(archive(name))).toEqual({
      code: 'runtime-layer-missing',
      message: expect.stringMatching(message) as string,
      remedy: `install @eks-crac/runtime-linux-arm64 again; in a checkout, delete ${folder}/layer.json`,
    });
  });
});

describe('the archive of a checkout', () => {
  function checkout(npm?: string) {
    const { archive, root } = installed(npm);
    mkdirSync(join(root, 'scripts/runtime'), { recursive: true });
    writeFileSync(join(root, 'scripts/runtime/build.ts'), '// first');
    return { archive, root };
  }

  test('is built when it was not, and when an input changed', async () => {
    const made = join(scratch(), 'made');
    const { archive, root } = checkout(`echo "$*" >>${made}; cp ${made}.json packages/runtime-linux-arm64/layer.json`);
    const folder = runtimePackageIn(root, 'arm64', runtimeInputs(root)?.slice('sha256:'.length));
    const document = readFileSync(join(folder, 'layer.json'), 'utf8');
    await archive();
    expect(() => readFileSync(made)).toThrow('ENOENT');
    writeFileSync(join(root, 'scripts/runtime/build.ts'), '// second');
    writeFileSync(`${made}.json`, document);
    await archive();
    rmSync(join(folder, 'layer.json'));
    await archive();
    const build = 'run --silent runtime -- build --arch arm64\n';
    expect(readFileSync(made, 'utf8')).toBe(build + build);
  });

  test('fails when it cannot be built', async () => {
    const { archive, root } = checkout('echo "error: no zig" >&2; exit 1');
    rmSync(join(runtimePackageIn(root, 'arm64'), 'layer.json'));
    expect(await failureOf(archive())).toEqual({
      code: 'runtime-layer-missing',
      message: 'the runtime layer for arm64 could not be built: npm run exited with code 1: error: no zig',
      remedy: '`npm run runtime -- build --arch arm64` repeats the build alone',
    });
  });
});

test('an archive is placed in a folder, where another one is replaced', async () => {
  const folder = scratch();
  writeFileSync(join(folder, 'layer.tar'), 'new');
  writeFileSync(join(folder, 'placed.tar'), 'old');
  await placeArchive(join(folder, 'layer.tar'), join(folder, 'placed.tar'));
  expect(readFileSync(join(folder, 'placed.tar'), 'utf8')).toBe('new');
});
