import { poolFile } from '../../../../scripts/runtime/lock/choose';
import { dependencies, sourcesOf, stanzas } from '../../../../scripts/runtime/lock/stanzas';
import { buildHost } from '../../../../scripts/runtime/target';

const INDEX = `Package: busybox-static
Source: busybox (1:1.38.0-3)
Version: 1:1.38.0-3+b1
Built-Using: glibc (= 2.43-3), libxcrypt (= 1:4.5-1)
Pre-Depends: libc6 (>= 2.38), libtinfo6 (>= 6)
Depends: systemd | systemd-sysusers, libssl3t64:any (>= 3)
Checksums-Sha256:
 0a 12 busybox.dsc
 0b 34 busybox.tar.xz

Package: other
Version: 2

Package: grep
Version: 3.12-1
`;

describe('an index of Debian', () => {
  const found = stanzas(INDEX, (name) => name !== 'other');

  test('is read as far as it is wanted', () => {
    expect(found.map((stanza) => stanza.get('Package'))).toEqual(['busybox-static', 'grep']);
    expect(found[0]?.get('Checksums-Sha256')).toBe('\n0a 12 busybox.dsc\n0b 34 busybox.tar.xz');
  });

  test('names what a package depends on, the first of each choice', () => {
    expect(found.map(dependencies)).toEqual([['libc6', 'libtinfo6', 'systemd', 'libssl3t64'], []]);
  });

  test('names the sources of a package, and of what it contains', () => {
    expect(found.map(sourcesOf)).toEqual([
      [
        { name: 'busybox', version: '1:1.38.0-3' },
        { name: 'glibc', version: '2.43-3' },
        { name: 'libxcrypt', version: '1:4.5-1' },
      ],
      [{ name: 'grep', version: '3.12-1' }],
    ]);
  });

  test('is kept in the snapshot that follows its release', () => {
    const file = poolFile('pool/main/g/grep/grep.deb', 'a'.repeat(64), new Date('2026-10-30T20:08:01Z'));
    expect(file.urls).toEqual([
      'http://deb.debian.org/debian/pool/main/g/grep/grep.deb',
      'http://snapshot.debian.org/archive/debian/20261031T020801Z/pool/main/g/grep/grep.deb',
    ]);
  });
});

test('a layer is built on Linux alone', () => {
  expect([buildHost('linux', 'x64'), buildHost('linux', 'arm64')]).toEqual(['amd64', 'arm64']);
  expect(() => buildHost('darwin', 'arm64')).toThrow('the runtime layer cannot be built on darwin/arm64');
});
