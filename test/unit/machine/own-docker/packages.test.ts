import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchPackages, systemMirror } from '../../../../machine/own-docker/packages';
import { ProcessRunner } from '../../../../kit/process';
import { FakeHost } from '../fake-host';

test("takes the mirror from the system's sources, not the security archive", async () => {
  const uris = [
    'http://mirror.acme.example/debian-security/',
    'http://mirror.acme.example/debian/',
    'http://other/debian/',
  ];
  const fake = new FakeHost().program('apt-get', { 'indextargets *': `printf '%s\\n' ${uris.join(' ')}` });
  expect(await systemMirror(new ProcessRunner(fake.env()))).toBe('http://mirror.acme.example/debian/');
});

test("falls back to Debian's own mirror", async () => {
  const fake = new FakeHost().program('apt-get', { 'indextargets *': 'echo http://archive.ubuntu.com/ubuntu/' });
  expect(await systemMirror(new ProcessRunner(fake.env()))).toBe('http://deb.debian.org/debian/');
});

test('downloads with signatures checked, lists of its own and nothing of the system', async () => {
  const fake = new FakeHost().program('apt-get', {
    '*update': 'echo Hit',
    '*download a/trixie b/bookworm': ': > a_1.deb; : > b_2.deb; : > log',
  });
  const scratch = mkdtempSync(join(tmpdir(), 'eks-crac-apt-'));
  const host = fake.host();
  const packages = {
    host,
    runner: new ProcessRunner(fake.env()),
    scratch,
    mirror: 'http://m/debian/',
    say: () => undefined,
  };
  const names = (await fetchPackages(packages, ['a/trixie', 'b/bookworm'])).map((path) => path.slice(scratch.length));
  expect(names).toEqual(['/archives/a_1.deb', '/archives/b_2.deb']);
  expect(readFileSync(join(scratch, 'sources.list'), 'utf8')).toBe(
    `deb [signed-by=${host.keyring} target=Packages lang=none] http://m/debian/ trixie main\n` +
      `deb [signed-by=${host.keyring} target=Packages lang=none] http://m/debian/ bookworm main\n`,
  );
  for (const call of fake.calls()) {
    expect(call).toContain(`-o Dir::Etc::sourcelist=${scratch}/sources.list -o Dir::Etc::sourceparts=/dev/null`);
    expect(call).toContain(`-o Dir::State::lists=${scratch}/lists`);
    expect(call).not.toMatch(/--allow|AllowInsecure|trusted/);
  }
});
