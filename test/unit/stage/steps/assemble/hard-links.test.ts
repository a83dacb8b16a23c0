import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { extract } from 'tar-stream';
import { LayerArchive } from '../../../../../stage/steps/assemble/layer-archive';
import { containersOf } from '../../../../support/unit-containers';
import { scratch } from '../../../../support/unit-scratch';

type Script = Parameters<typeof containersOf>[0];

/** What the layer has of these paths: each entry with what it points at. */
async function layerOf(script: Script, paths: readonly string[], left?: string) {
  const file = join(scratch(), 'layer.tar');
  const layer = new LayerArchive(containersOf(script).containers, 'service', file);
  const files = [];
  for (const path of paths) files.push(...(await layer.addTree(path, (one) => one === left)));
  await layer.close();
  const tar = extract();
  tar.end(readFileSync(file));
  const found: string[] = [];
  for await (const entry of tar) {
    const { linkname, name, type } = entry.header;
    found.push([type, name.replace(/\/$/, ''), linkname].join(' ').trim());
    entry.resume();
  }
  return {
    entries: layer.entries.map(({ path, target, type }) => [type, path, target].join(' ').trim()),
    files,
    found,
  };
}

describe('two names of one file', () => {
  const folder = { files: { 'd/': '', 'd/one': 'X' }, hardLinks: { 'd/two': 'd/one' } };

  test('are one file in the layer when they are in one folder that was added', async () => {
    const script = { 'docker cp service:/d -': folder, 'docker cp service:/d/two -': { files: { two: 'X' } } };
    const { entries, files, found } = await layerOf(script, ['/d']);
    expect(found).toEqual(['directory d', 'file d/one', 'link d/two d/one']);
    expect(entries).toEqual(['folder /d', 'file /d/one', 'name /d/two /d/one']);
    expect(new Set(files.map(({ digest }) => digest)).size).toBe(1);
  });

  test('are one file when each was added, and only look alike where they are two', async () => {
    const script = {
      'docker cp service:/d/one -': { files: { one: 'X' } },
      'docker cp service:/d/two -': { files: { two: 'X' } },
      'docker cp service:/d/three -': { files: { three: 'Y' } },
      'docker cp service:/e -': { files: { e: 'X' } },
      'docker cp service:/d -': { ...folder, files: { ...folder.files, 'd/three': 'Y' } },
    };
    const { found } = await layerOf(script, ['/d/one', '/d/two', '/d/three', '/e']);
    expect(found).toEqual(['file d/one', 'link d/two d/one', 'file d/three', 'file e']);
  });

  test('are a file with its content when the first name is left out', async () => {
    const script = { 'docker cp service:/d -': folder, 'docker cp service:/d/two -': { files: { two: 'X' } } };
    expect((await layerOf(script, ['/d'], '/d/one')).found).toEqual(['directory d', 'file d/two']);
  });
});
