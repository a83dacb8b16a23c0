import { lstatSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { packagePath } from '../../../../kit/package-path';
import { arMembers } from '../../../../scripts/runtime/unpack/ar';
import { unpackDeb } from '../../../../scripts/runtime/unpack/deb';
import { unpackZip } from '../../../../scripts/runtime/unpack/zip';
import { scratch } from '../../../support/unit-scratch';

const SMALL = packagePath('test/fixtures/runtime/small.deb');

describe('a package of Debian', () => {
  test('is an archive of three members', () => {
    const names = arMembers(readFileSync(SMALL), 'small.deb').map(({ name }) => name);
    expect(names).toEqual(['debian-binary', 'control.tar.xz', 'data.tar.xz']);
  });

  test('is unpacked with modes and links, and no link leaves the folder', async () => {
    const root = scratch();
    await unpackDeb(SMALL, root);
    const folder = join(root, 'usr/lib/x');
    expect(readFileSync(join(folder, 'program'), 'utf8')).toBe('a program\n');
    expect(statSync(join(folder, 'program')).mode & 0o777).toBe(0o755);
    expect(statSync(join(folder, 'twin')).ino).toBe(statSync(join(folder, 'program')).ino);
    expect(readlinkSync(join(folder, 'other'))).toBe('program');
    expect(readlinkSync(join(folder, 'conf'))).toBe('../../../etc/small');
    expect(readFileSync(join(folder, 'conf/file'), 'utf8')).toBe('setting\n');
    expect(lstatSync(join(folder, 'conf')).isSymbolicLink()).toBe(true);
  });

  test.each([
    ['it is no ar archive', Buffer.from('PK')],
    ['it is cut off', readFileSync(SMALL).subarray(0, 300)],
  ])('is refused when %s', (why, content) => {
    expect(() => arMembers(content, 'small.deb')).toThrow(`the package small.deb cannot be read: ${why}`);
  });

  test('is refused with another compression', async () => {
    const file = join(scratch(), 'other.deb');
    const changed = readFileSync(SMALL).toString('latin1').replace('data.tar.xz ', 'data.tar.zst');
    writeFileSync(file, Buffer.from(changed, 'latin1'));
    await expect(unpackDeb(file, scratch())).rejects.toThrow(
      'the package other.deb has no data.tar.xz, but debian-binary, control.tar.xz, data.tar.zst',
    );
  });
});

/** A zip archive; entries with a mode for programs are compressed. */
function zip(entries: readonly { readonly name: string; readonly mode: number; readonly text: string }[]): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  for (const { mode, name, text } of entries) {
    const packed = mode === 0o755 ? deflateRawSync(text) : Buffer.from(text);
    const offset = Buffer.concat(local).length;
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(name.length, 26);
    local.push(header, Buffer.from(name), packed);
    const record = Buffer.alloc(46);
    record.writeUInt32LE(0x02014b50, 0);
    record.writeUInt16LE(mode === 0o755 ? 8 : 0, 10);
    record.writeUInt32LE(packed.length, 20);
    record.writeUInt16LE(name.length, 28);
    record.writeUInt32LE(((0o100000 | mode) << 16) >>> 0, 38);
    record.writeUInt32LE(offset, 42);
    central.push(record, Buffer.from(name));
  }
  const [body, directory, end] = [Buffer.concat(local), Buffer.concat(central), Buffer.alloc(22)];
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(body.length, 16);
  return Buffer.concat([body, directory, end]);
}

describe('a zip archive', () => {
  const content = zip([
    { name: 'tool/bin/', mode: 0o644, text: '' },
    { name: 'tool/bin/run', mode: 0o755, text: 'run '.repeat(100) },
    { name: 'tool/README', mode: 0o644, text: 'read me' },
    { name: 'other', mode: 0o644, text: 'left out' },
    { name: 'tool/../../outside', mode: 0o644, text: 'kept inside' },
  ]);

  test('is unpacked to the places that are chosen', async () => {
    const [file, folder] = [join(scratch(), 'tool.zip'), scratch()];
    writeFileSync(file, content);
    await unpackZip(file, folder, (name) => (name.startsWith('tool/') ? name.slice('tool/'.length) : undefined));
    expect(readFileSync(join(folder, 'bin/run'), 'utf8')).toBe('run '.repeat(100));
    expect(statSync(join(folder, 'bin/run')).mode & 0o777).toBe(0o755);
    expect(statSync(join(folder, 'README')).mode & 0o777).toBe(0o644);
    expect(readFileSync(join(folder, 'outside'), 'utf8')).toBe('kept inside');
    expect(() => statSync(join(folder, 'other'))).toThrow('ENOENT');
  });

  test('is refused when it is cut off', async () => {
    const file = join(scratch(), 'tool.zip');
    writeFileSync(file, content.subarray(0, -30));
    await expect(unpackZip(file, scratch(), (name) => name)).rejects.toThrow(
      'the archive tool.zip cannot be read as zip',
    );
  });
});
