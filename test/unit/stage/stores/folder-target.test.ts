import { createWriteStream, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { storeTargets } from '../../../../stage/stores/store-targets';
import { FolderTarget } from '../../../../stage/stores/folder-target';
import { writeToStore } from '../../../../stage/stores/stored-checkpoint';
import type { StoreTarget } from '../../../../stage/stores/stored-checkpoint';
import { captureSpec } from '../../../support/unit-capture-spec';
import { digestOf } from '../../../support/unit-release-record';
import { scratch } from '../../../support/unit-scratch';

const FILES = [{ path: 'core-301.img', bytes: 4, digest: digestOf('c') }];

/** A layer with a folder, two files and a link. */
async function layer(): Promise<string> {
  const tar = pack();
  tar.entry({ name: 'opt/eks-crac/checkpoint/', type: 'directory', mode: 0o755 });
  tar.entry({ name: 'opt/eks-crac/checkpoint/core-301.img', mode: 0o600 }, 'core');
  tar.entry({ name: 'tmp/a b', mode: 0o644 }, '');
  tar.entry({ name: 'tmp/link', type: 'symlink', linkname: '/tmp/a b' });
  tar.finalize();
  const file = join(scratch(), 'layer.tar');
  await pipeline(Readable.from(tar), createWriteStream(file));
  return file;
}

describe('the folder target', () => {
  test('contains the files unchanged, and a list of everything in the layer', async () => {
    const folder = join(scratch(), 'efs/customers/v7');
    const copy = new FolderTarget(folder);
    await writeToStore(await layer(), FILES, copy);
    expect(readdirSync(folder).sort()).toEqual(['files.json', 'opt', 'tmp']);
    expect(readFileSync(join(folder, 'opt/eks-crac/checkpoint/core-301.img'), 'utf8')).toBe('core');
    expect(statSync(join(folder, 'opt/eks-crac/checkpoint/core-301.img')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, 'tmp/a b'), 'utf8')).toBe('');
    expect(JSON.parse(readFileSync(join(folder, 'files.json'), 'utf8'))).toEqual({
      schema: 1,
      files: [
        { path: '/opt/eks-crac/checkpoint', type: 'directory', bytes: 0, mode: 0o755 },
        { path: '/opt/eks-crac/checkpoint/core-301.img', type: 'file', bytes: 4, mode: 0o600 },
        { path: '/tmp/a b', type: 'file', bytes: 0, mode: 0o644 },
        { path: '/tmp/link', type: 'symlink', bytes: 0, mode: 0o644, link: '/tmp/a b' },
      ],
      checkpoint: FILES,
    });
    expect(copy.description).toEqual({ type: 'folder', path: folder });
    await copy.remove();
    await copy.remove();
    expect(() => readdirSync(folder)).toThrow('ENOENT');
  });

  test('writes the list last', async () => {
    const order: string[] = [];
    const target: StoreTarget = {
      description: { type: 'folder', path: '/' },
      putFile: async (path, content) => {
        for await (const chunk of content) expect(chunk).toBeDefined();
        order.push(path);
      },
      putText: (path) => Promise.resolve(void order.push(path)),
      readFile: () => Promise.reject(new Error('nothing is read')),
      remove: () => Promise.resolve(),
    };
    await writeToStore(await layer(), FILES, target);
    expect(order).toEqual(['opt/eks-crac/checkpoint/core-301.img', 'tmp/a b', 'files.json']);
  });

  test('has no list if writing fails', async () => {
    const texts: string[] = [];
    const target: StoreTarget = {
      description: { type: 'folder', path: '/' },
      putFile: () => Promise.reject(new Error('no space')),
      putText: (path) => Promise.resolve(void texts.push(path)),
      readFile: () => Promise.reject(new Error('nothing is read')),
      remove: () => Promise.resolve(),
    };
    await expect(writeToStore(await layer(), FILES, target)).rejects.toThrow('no space');
    expect(texts).toEqual([]);
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
