import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { extract } from 'tar-stream';
import type { Header } from 'tar-stream';
import { capabilityAttribute } from '../../../../scripts/runtime/tar/capability';
import type { TreeEntry } from '../../../../scripts/runtime/tar/tree';
import { writeTar } from '../../../../scripts/runtime/tar/write-tar';
import { scratch } from '../../../support/unit-scratch';

const CRIU: TreeEntry = {
  ...{ kind: 'file', path: 'opt/eks-crac/bin/criu', mode: 0o755, content: Buffer.from('criu') },
  capabilities: ['checkpoint_restore', 'sys_ptrace', 'setpcap'],
};
const ENTRIES: readonly TreeEntry[] = [
  { kind: 'link', path: 'opt/eks-crac/tool', target: 'start' },
  { kind: 'file', path: 'opt/eks-crac/start', mode: 0o755, content: Buffer.from('start') },
  CRIU,
];

async function headers(file: string): Promise<readonly Header[]> {
  const tar = extract();
  tar.end(readFileSync(file));
  const found: Header[] = [];
  for await (const entry of tar) {
    found.push(entry.header);
    entry.resume();
  }
  return found;
}

test('the attribute is what setcap writes for cap_checkpoint_restore,cap_sys_ptrace,cap_setpcap+eip', () => {
  const attribute = capabilityAttribute(['checkpoint_restore', 'sys_ptrace', 'setpcap']);
  expect(attribute.toString('hex')).toBe('0100000200010800000108000001000000010000');
});

describe('an archive', () => {
  test('has the same bytes whatever the order of its entries', async () => {
    const folder = scratch();
    const one = await writeTar(join(folder, 'one.tar'), ENTRIES, 'opt/eks-crac');
    const other = await writeTar(join(folder, 'other.tar'), [...ENTRIES].reverse(), 'opt/eks-crac');
    expect(other).toEqual(one);
    expect(one.sha256).toBe('912bc3316e88805ee72fc60186bec9ae9c9295c54e69b3189872f05599a96487');
    expect(one.bytes).toBe(readFileSync(join(folder, 'one.tar')).length);
  });

  test('has its own folders and no others, no times and no owners', async () => {
    const file = join(scratch(), 'layer.tar');
    await writeTar(file, ENTRIES, 'opt/eks-crac');
    const found = await headers(file);
    expect(found.map(({ name }) => name)).toEqual([
      'opt/eks-crac',
      'opt/eks-crac/bin',
      'opt/eks-crac/bin/criu',
      'opt/eks-crac/start',
      'opt/eks-crac/tool',
    ]);
    for (const { gid, mtime, uid } of found)
      expect({ gid, mtime, uid }).toEqual({ gid: 0, mtime: new Date(0), uid: 0 });
    expect(found.at(-1)).toMatchObject({ type: 'symlink', linkname: 'start' });
  });

  test('carries file capabilities', async () => {
    const file = join(scratch(), 'layer.tar');
    await writeTar(file, [CRIU]);
    const criu = (await headers(file)).find(({ name }) => name.endsWith('criu'));
    const attribute = (criu?.pax as Record<string, string> | undefined)?.['SCHILY.xattr.security.capability'];
    expect(Buffer.from(attribute ?? '', 'latin1').toString('hex')).toBe('0100000200010800000108000001000000010000');
  });
});
