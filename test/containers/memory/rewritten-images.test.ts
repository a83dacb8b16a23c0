import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHECKPOINT_FOLDER } from '../../../contract';
import { IMAGES } from '../../../machine/images';
import { CapturedImage } from '../runtime/captured-image';
import { docker, LABEL, removeAll } from '../runtime/docker';
import { SERVICE_IMAGES } from '../runtime/images';
import { rewritten } from './rewritten';

const MINUTES = 60_000;
const CRIT = `localhost/${LABEL}-crit`;

/** The part of CRIU that reads images for people, from the package of the same version. */
const DOCKERFILE = `FROM ${IMAGES.jdk}
RUN apt-get -o Acquire::Check-Valid-Until=false update \\
    && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends python3-pycriu
`;

interface Entry {
  readonly magic: string;
  readonly entries: readonly Readonly<Record<string, unknown>>[];
}

interface Area {
  readonly start: string;
  readonly shmid: number;
  /** MAP_PRIVATE is 2; a regular area that is a private mapping of a file has 65. */
  readonly flags: number;
  readonly status: number;
}

describe('the images of a rewritten checkpoint', () => {
  let work: string;
  let images: string;

  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'eks-crac-test-'));
    const [service] = SERVICE_IMAGES;
    if (service === undefined) throw new Error('there is no service');
    const image = await CapturedImage.of(service, work);
    images = await rewritten(image.checkpoint, join(work, 'rewritten'));
    await writeFile(join(work, 'crit.Dockerfile'), DOCKERFILE);
    await docker('build', '--quiet', '--label', LABEL, '--tag', CRIT, '--file', join(work, 'crit.Dockerfile'), work);
  }, 6 * MINUTES);

  afterAll(async () => {
    await removeAll();
    await rm(work, { recursive: true });
  }, MINUTES);

  async function decoded(name: string): Promise<Entry> {
    const volume = ['--volume', `${images}:${CHECKPOINT_FOLDER}:ro`];
    const { stdout } = await docker(
      'run',
      '--rm',
      '--label',
      LABEL,
      ...volume,
      CRIT,
      'crit',
      'decode',
      '-i',
      join(CHECKPOINT_FOLDER, name),
    );
    return JSON.parse(stdout) as Entry;
  }

  test(
    'are read by CRIU’s own tool, each of them',
    async () => {
      const names = (await readdir(images)).filter(
        (name) => name.endsWith('.img') && !/^(pages-\d+|memory)\.img$/.test(name),
      );
      expect(names.length).toBeGreaterThan(10);
      for (const name of names) expect((await decoded(name)).entries).toBeDefined();
    },
    3 * MINUTES,
  );

  test('show the memory file, and the areas that it is mapped to', async () => {
    const files = await decoded('files.img');
    const file = files.entries.find(({ reg }) => JSON.stringify(reg ?? {}).includes('/memory.img'));
    const [mm] = (await readdir(images)).filter((name) => /^mm-\d+\.img$/.test(name));
    const [process] = (await decoded(mm ?? '')).entries;
    const areas = (process?.['vmas'] as readonly Area[]).filter(({ shmid }) => shmid === file?.['id']);
    expect(areas.length).toBeGreaterThan(5);
    for (const { flags, status } of areas) {
      expect({ flags, status }).toEqual({ flags: 2, status: 65 });
    }
  });
});
