import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import { search } from '../../../../../stage/steps/search/search';
import { ASSEMBLED, contextOf } from '../../../../support/unit-context';
import { failureOf } from '../../../../support/unit-failure';
import { scratch } from '../../../../support/unit-scratch';

async function assembled(content: string) {
  const layerArchive = join(scratch(), 'layer.tar');
  const tar = pack();
  tar.entry({ name: 'opt/eks-crac/checkpoint/pages-1.img' }, content);
  tar.entry({ name: 'tmp/notes' }, content);
  tar.finalize();
  await pipeline(tar, createWriteStream(layerArchive));
  return { ...ASSEMBLED, layerArchive };
}

const secrets = [
  { name: 'DATABASE_PASSWORD', value: 'correct horse battery' },
  { name: 'SHORT_TOKEN', value: 'elevenchars' },
];

describe('search', () => {
  test('reports how many secrets it looked for', async () => {
    const searched = await search.run(contextOf({ secrets }), await assembled('nothing of the kind, but elevenchars'));
    expect(searched.secretsSought).toBe(1);
  });

  test('fails for a secret in the checkpoint, without showing it', async () => {
    const found = search.run(contextOf({ secrets }), await assembled('a correct horse battery, kept'));
    expect(await failureOf(found)).toEqual({
      code: 'secret-found',
      message:
        'the checkpoint contains secrets of this machine, named by their variables: DATABASE_PASSWORD in /opt/eks-crac/checkpoint/pages-1.img, DATABASE_PASSWORD in /tmp/notes',
      remedy:
        'find how they reach the service (`run.env`, `build.args`, files of the build context, a companion) and remove them; rotate them if others use this machine',
    });
  });
});
