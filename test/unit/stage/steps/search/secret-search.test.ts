import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import { findSecrets } from '../../../../../stage/steps/search/secret-search';
import { scratch } from '../../../../support/unit-scratch';

const KEY = { name: 'KEY', value: 'the-key-of-the-machine' };
const OTHER = { name: 'OTHER', value: 'another-secret' };
// Files are read in pieces of 64 kB.
const PIECE = 64 * 1024;

async function archive(files: Readonly<Record<string, string>>): Promise<string> {
  const file = join(scratch(), 'layer.tar');
  const tar = pack();
  for (const [name, content] of Object.entries(files)) tar.entry({ name }, content);
  tar.finalize();
  await pipeline(tar, createWriteStream(file));
  return file;
}

describe('the search for secrets', () => {
  test('names each file that contains a value, and only the name of the secret', async () => {
    const file = await archive({
      'tmp/a': `x${KEY.value}y${OTHER.value}`,
      'tmp/b': 'nothing',
      'tmp/c': KEY.value,
    });
    expect(await findSecrets(file, [KEY, OTHER])).toEqual([
      { name: 'KEY', file: '/tmp/a' },
      { name: 'OTHER', file: '/tmp/a' },
      { name: 'KEY', file: '/tmp/c' },
    ]);
  });

  test.each(Array.from(KEY.value, (_, index) => index))(
    'finds a value %i bytes before the end of a chunk',
    async (before) => {
      const file = await archive({ pages: 'x'.repeat(3 * PIECE - 512 - before) + KEY.value + 'x'.repeat(PIECE) });
      expect(await findSecrets(file, [KEY])).toEqual([{ name: 'KEY', file: '/pages' }]);
    },
  );

  test('does not find a value split over two files', async () => {
    const file = await archive({ a: KEY.value.slice(0, 9), b: KEY.value.slice(9) });
    expect(await findSecrets(file, [KEY])).toEqual([]);
  });

  test('finds nothing without secrets', async () => {
    expect(await findSecrets(await archive({ a: 'text' }), [])).toEqual([]);
  });
});
