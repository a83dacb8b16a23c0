import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { extract } from 'tar-stream';
import { inputsLock } from '../../../../scripts/runtime/inputs';
import { sourcesText } from '../../../../scripts/runtime/parts/sources-text';
import { writeSources } from '../../../../scripts/runtime/sources';
import { ProcessRunner } from '../../../../kit/process';
import { scratch } from '../../../support/unit-scratch';

const URL = 'http://127.0.0.1:9/pool/grep_3.12-1.dsc';

test('the sources of all packages are one archive, with the lock', async () => {
  const [inputs, out] = [join(scratch(), 'inputs'), join(scratch(), 'dist/sources.tar')];
  const sha256 = createHash('sha256').update('the sources').digest('hex');
  mkdirSync(inputs);
  writeFileSync(join(inputs, `sha256-${sha256}`), 'the sources');
  const sources = [
    { name: 'grep', version: '1:3.12-1', licence: 'GPL-3.0-or-later', files: [{ urls: [URL], sha256 }] },
  ];
  const space = { inputs, scratch: scratch(), runner: new ProcessRunner(), say: () => undefined };
  await writeSources(out, space, { ...inputsLock(), sources });
  const tar = extract();
  tar.end(readFileSync(out));
  const names: string[] = [];
  for await (const entry of tar) {
    names.push(entry.header.name);
    entry.resume();
  }
  expect(names).toEqual(['runtime/inputs.lock.json', 'grep_3.12-1/grep_3.12-1.dsc']);
});

test('a package says which sources it was made from, and how to get them', () => {
  const lock = inputsLock();
  const text = sourcesText(
    lock.packages.filter(({ name }) => name === 'criu'),
    lock,
  );
  const version = lock.packages.find(({ name }) => name === 'criu')?.version ?? '';
  expect(text).toContain(`\ncriu ${version} (GPL-2.0-only)\n  http://deb.debian.org/debian/pool/main/c/criu/`);
  expect(text).toContain('  npm run runtime -- sources\n');
  expect(text).not.toContain('\nbash ');
});
