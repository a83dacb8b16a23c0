import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHECKPOINT_FOLDER } from '../../../contract';
import { rewriteCheckpoint } from '../../../stage/engines/criu/rewrite/rewrite';
import { ImageFolder } from '../../../stage/engines/criu/images/image-folder';
import { isGuard } from '../../../stage/engines/criu/rewrite/judge-area';
import type { Vma } from '../../../stage/engines/criu/images/criu_pb';
import { CapturedImage } from './captured-image';
import { removeAll } from './docker';
import { SERVICE_IMAGES } from './images';
import type { RunningContainer } from './running-container';

const MINUTES = 60_000;
const EINVAL = 22;
/** madvise(2), MADV_GUARD_INSTALL and MADV_GUARD_REMOVE: since Linux 6.13, used by glibc 2.42 and newer. */
const GUARDS = [102, 103];

/** Answers as an older kernel does. */
const PROFILE = {
  defaultAction: 'SCMP_ACT_ALLOW',
  syscalls: GUARDS.map((value) => ({
    names: ['madvise'],
    action: 'SCMP_ACT_ERRNO',
    errnoRet: EINVAL,
    args: [{ index: 2, value, op: 'SCMP_CMP_EQ' }],
  })),
};

describe('a checkpoint with guard pages, on a kernel that has none', () => {
  let work: string;
  let image: CapturedImage;
  let areas: readonly Vma[];
  const rewritten = () => join(work, 'rewritten');

  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'eks-crac-test-'));
    const [service] = SERVICE_IMAGES;
    if (service === undefined) throw new Error('there is no service');
    image = await CapturedImage.of(service, work);
    await writeFile(join(work, 'seccomp.json'), JSON.stringify(PROFILE));
    const options = { memory: 'mapped', workingSet: new Set<number>() } as const;
    rewriteCheckpoint(image.checkpoint, rewritten(), options);
    // The sizes of its files are others than the manifest knows.
    const manifest = await readFile(join(image.checkpoint, 'manifest'), 'utf8');
    await writeFile(join(rewritten(), 'manifest'), manifest.replace(/^file=.*\n/gm, ''));
    areas = areasOf(image.checkpoint);
  }, 3 * MINUTES);

  afterAll(async () => {
    await removeAll();
    await rm(work, { recursive: true });
  }, MINUTES);

  function restore(checkpoint: string): Promise<RunningContainer> {
    // No other profile is asked for.
    const older = ['--security-opt', `seccomp=${join(work, 'seccomp.json')}`];
    return image.restore([...older, '--volume', `${checkpoint}:${CHECKPOINT_FOLDER}:ro`], {
      seccomp: 'RuntimeDefault',
    });
  }

  test('has guards as it was dumped', () => {
    expect(areas.filter(isGuard)).not.toEqual([]);
  });

  test('starts cold as it was dumped', async () => {
    const container = await restore(image.checkpoint);
    await container.request('/');
    expect((await container.lines()).decision).toMatchObject({ mode: 'cold', reason: 'restore-failed' });
  });

  test('has a range without access for each guard, when it was rewritten', () => {
    const after = areasOf(rewritten());
    expect(after.filter(isGuard)).toEqual([]);
    for (const { end, start } of areas.filter(isGuard)) {
      expect(after.filter((area) => area.start < end && area.end > start)).toMatchObject([{ start, end, prot: 0 }]);
    }
  });

  test('is restored, when it was rewritten', async () => {
    const container = await restore(rewritten());
    await container.request('/');
    expect((await container.lines()).decision).toMatchObject({ mode: 'restored', reason: '' });
    await container.request('/exit');
    expect(await container.ended()).toBe(42);
  });
});

function areasOf(checkpoint: string): readonly Vma[] {
  const images = new ImageFolder(checkpoint);
  return images.processes().flatMap((pid) => images.readMm(pid).vmas);
}
