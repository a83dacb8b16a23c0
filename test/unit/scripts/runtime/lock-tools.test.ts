import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BuildError } from '../../../../scripts/runtime/build-error';
import { debianIndex } from '../../../../scripts/runtime/lock/debian-index';
import { lockedTools } from '../../../../scripts/runtime/lock/tools';
import { ProcessRunner } from '../../../../kit/process';
import { scratch } from '../../../support/unit-scratch';

/** A workspace in which a program is a script. */
function withProgram(name: string, script: string) {
  const bin = scratch();
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, name), 0o755);
  const runner = new ProcessRunner({ ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}` });
  return { inputs: scratch(), scratch: scratch(), runner, say: () => undefined };
}

async function errorOf(made: Promise<unknown>): Promise<BuildError> {
  const error: unknown = await made.catch((reason: unknown) => reason);
  if (error instanceof BuildError) return error;
  throw new Error('it did not fail as it should');
}

test('a tool that PyPI does not have is named, with what pip said', async () => {
  const error = await errorOf(lockedTools(withProgram('python3', 'echo "no matching distribution" >&2; exit 1')));
  expect(error.message).toMatch(
    /^ziglang [0-9.]+ for x86_64 could not be found: python3 -m exited with code 1: no matching distribution$/,
  );
  expect(error.remedy).toMatch(/^lock on a machine with Python and pip that reaches PyPI/);
});

test('indices that apt cannot read are an error with what it said', async () => {
  const error = await errorOf(debianIndex(withProgram('apt-get', 'echo "not signed" >&2; exit 100')));
  expect(error.message).toBe(
    'the indices of Debian forky could not be read: apt-get --quiet exited with code 100: not signed',
  );
  expect(error.remedy).toBe('make sure that apt-get is there and reaches the mirror, then run the command again');
});

test('indices are those that apt verified', async () => {
  const lists = `for option; do case $option in Dir::State::lists=*) lists=\${option#*=};; esac; done
cd "$lists" && printf 'Origin: Debian\\nDate: Fri, 30 Oct 2026 08:08:01 UTC\\n' >x_InRelease
for name in binary-amd64_Packages binary-arm64_Packages source_Sources; do echo "$name" >"x_main_$name"; done`;
  expect(await debianIndex(withProgram('apt-get', lists))).toEqual({
    released: new Date('2026-10-30T08:08:01Z'),
    packages: { amd64: 'binary-amd64_Packages\n', arm64: 'binary-arm64_Packages\n' },
    sources: 'source_Sources\n',
  });
});
