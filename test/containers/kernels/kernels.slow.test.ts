import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeReadable } from '../../support/containers/readable';
import { rewriteCheckpoint } from '../../../stage/engines/criu/rewrite/rewrite';
import { IMAGES } from '../../../machine/images';
import { CapturedImage } from '../runtime/captured-image';
import { removeAll } from '../runtime/docker';
import { SERVICE_IMAGES } from '../runtime/images';
import type { ServiceImage } from '../runtime/images';
import { buildEmulator, makeDisks } from './disks';
import type { Kernel } from './kernels';
import { VirtualMachine } from './virtual-machine';

const MINUTES = 60_000;
const SECONDS = 180;
const FIRST_PORT = 23750;
/** An emulated processor takes some ten times as long. */
const DEADLINE = ['--env', 'EKS_CRAC_DEADLINE_MS=60000'];
const ORDER: readonly Kernel[] = ['6.1', '6.12', '6.18'];
const RESTORED = { mode: 'restored', reason: '' };
/** The older kernel names fewer flags of the same processor, and `start` compares flags. */
const FEWER_FLAGS = { mode: 'cold', reason: 'cpu' };

function expected(captured: Kernel, kernel: Kernel): typeof RESTORED {
  return kernel === '6.1' && captured !== '6.1' ? FEWER_FLAGS : RESTORED;
}

const SERVICE = SERVICE_IMAGES.find(({ name, user }) => name === 'debian' && user.uid !== 0) as ServiceImage;

/** Real kernels, each in a virtual machine, with real CRIU and a real JVM; only the processor is emulated. */
describe('a checkpoint that was captured on Linux', () => {
  let work: string;
  const machines = new Map<Kernel, VirtualMachine>();

  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'eks-crac-test-'));
    await buildEmulator();
    const image = await CapturedImage.build(SERVICE, join(work, 'image'));
    const disks = join(work, 'disks');
    await makeDisks([`${image}:v1`, IMAGES.tools], disks);
    const shared = join(work, 'shared');
    await mkdir(shared);
    for (const [index, kernel] of ORDER.entries()) {
      const options = { kernel, cgroups: 'v2', port: FIRST_PORT + index, disks, shared } as const;
      machines.set(kernel, await VirtualMachine.boot(options));
    }
  }, 30 * MINUTES);

  afterAll(async () => {
    for (const machine of machines.values()) await machine.stop();
    await removeAll();
    await rm(work, { recursive: true });
  }, 5 * MINUTES);

  const on = <T>(kernel: Kernel, task: () => Promise<T>): Promise<T> => {
    const machine = machines.get(kernel);
    if (machine === undefined) throw new Error(`no machine has Linux ${kernel}`);
    return machine.run(task);
  };

  async function capture(kernel: Kernel): Promise<string> {
    const captured = join(work, 'shared', `captured-${kernel}`);
    await on(kernel, () => CapturedImage.capture(SERVICE, captured));
    const folder = join(work, 'shared', `rewritten-${kernel}`);
    const { kernelNeeds } = rewriteCheckpoint(captured, folder, {
      memory: 'mapped',
      workingSet: { written: new Set<number>(), read: new Set<number>() },
    });
    await makeReadable(folder);
    const manifest = await readFile(join(captured, 'manifest'), 'utf8');
    const others = manifest.replace(/^(file|needs|kernel)=.*\n/gm, '');
    await writeFile(join(folder, 'manifest'), `${others}kernel=${kernel}\nneeds=${kernelNeeds.join(' ')}\n`);
    return folder;
  }

  describe.each(ORDER)('%s', (captured) => {
    let checkpoint: string;

    beforeAll(async () => {
      checkpoint = await capture(captured);
    }, 10 * MINUTES);

    test.each(ORDER)(
      'answers on Linux %s, restored unless that names fewer flags of the processor',
      (kernel) =>
        on(kernel, async () => {
          const container = await CapturedImage.mounted(SERVICE, checkpoint, DEADLINE);
          await container.request('/', SECONDS);
          const { decision } = await container.lines(SECONDS);
          expect(decision).toMatchObject(expected(captured, kernel));
          await container.request('/exit', SECONDS);
          expect(await container.ended()).toBe(42);
        }),
      10 * MINUTES,
    );
  });
});
