import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { storeTargets } from '../../../../stage/stores/store-targets';
import { FolderTarget } from '../../../../stage/stores/folder-target';
import { captureSpec } from '../../../support/unit-capture-spec';
import { packFile } from '../../../support/unit-pack';
import { scratch } from '../../../support/unit-scratch';

describe('the folder target', () => {
  test('has the pack and nothing else, and gives it back', async () => {
    const folder = join(scratch(), 'efs/customers/v7');
    const copy = new FolderTarget(folder);
    await copy.put(packFile('packed'));
    expect(readdirSync(folder)).toEqual(['checkpoint.pack']);
    expect(readFileSync(join(folder, 'checkpoint.pack'), 'utf8')).toBe('packed');
    expect(await text(await copy.read())).toBe('packed');
    expect(copy.description).toEqual({ type: 'folder', path: folder });
    await copy.remove();
    await copy.remove();
    expect(existsSync(folder)).toBe(false);
  });

  test('has no pack if writing fails', async () => {
    const folder = scratch();
    mkdirSync(join(folder, 'checkpoint.pack.part'));
    await expect(new FolderTarget(folder).put(packFile('packed'))).rejects.toThrow('EISDIR');
    expect(existsSync(join(folder, 'checkpoint.pack'))).toBe(false);
  });

  test('is one of the targets that a spec may ask for', () => {
    const targets = (publish: object) =>
      storeTargets(captureSpec({ publish }), '/services', 'v7').map(({ description }) => description);
    expect(targets({})).toEqual([]);
    expect(targets({ folder: 'out' })).toEqual([{ type: 'folder', path: '/services/out/customers/v7' }]);
    expect(targets({ folder: '/efs', s3: { bucket: 'checkpoints', prefix: 'a/', region: 'eu-central-1' } })).toEqual([
      { type: 'folder', path: '/efs/customers/v7' },
      { type: 's3', bucket: 'checkpoints', prefix: 'a/customers/v7' },
    ]);
  });
});
