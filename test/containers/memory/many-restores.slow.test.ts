import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHECKPOINT_FOLDER } from '../../../contract';
import { packagePath } from '../../../kit/package-path';
import { IMAGES } from '../../../machine/images';
import { CapturedImage } from '../runtime/captured-image';
import { removeAll, removeContainers } from '../runtime/docker';
import type { RunningContainer } from '../runtime/running-container';
import { rewritten } from './rewritten';

const MINUTES = 60_000;
const RESTORES = 200;
const LOAD_MINUTES = Number(process.env['EKS_CRAC_TEST_LOAD_MINUTES'] ?? 60);
/** More than the 106 MB that are copied, and less than these and the 133 MB that are mapped: clean pages are read again. */
const SMALL = ['--memory', '150m', '--memory-swap', '150m'];

const DOCKERFILE = `FROM ${IMAGES.jdk}
COPY service /app
WORKDIR /app
RUN javac *.java && javac --enable-preview --release 21 -d . foreign/*.java
`;

const OPTIONS = [
  ...['--enable-preview', '--enable-native-access=ALL-UNNAMED', '-XX:+UseSerialGC', '-Xms16m', '-Xmx64m'],
  ...['-XX:MinHeapFreeRatio=5', '-XX:MaxHeapFreeRatio=10', '-XX:-ShrinkHeapInSteps'],
];

describe('one checkpoint with mapped memory', () => {
  let work: string;
  let image: CapturedImage;
  let checkpoint: string;

  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'eks-crac-test-'));
    const service = { name: 'memory', user: { uid: 10001, gid: 10001 }, java: 'java', dockerfile: DOCKERFILE };
    const sources = packagePath('test/support/memory-service');
    image = await CapturedImage.of({ ...service, sources, options: OPTIONS }, work);
    checkpoint = await rewritten(image.checkpoint, join(work, 'rewritten'));
  }, 4 * MINUTES);

  afterAll(async () => {
    await removeAll();
    await rm(work, { recursive: true });
  }, MINUTES);

  async function restored(...options: readonly string[]): Promise<RunningContainer> {
    const volume = ['--volume', `${checkpoint}:${CHECKPOINT_FOLDER}:ro`];
    const copy = await image.restore([...volume, ...options, '--publish', '127.0.0.1::8080']);
    expect((await copy.lines()).decision).toMatchObject({ mode: 'restored', reason: '' });
    return copy;
  }

  async function ask<T>(copy: RunningContainer, path: string): Promise<T> {
    const response = await fetch(`${await copy.baseUrl()}${path}`, { signal: AbortSignal.timeout(MINUTES) });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${path}: ${text}`);
    return JSON.parse(text) as T;
  }

  async function allKept(copy: RunningContainer): Promise<void> {
    for (const part of await ask<string[]>(copy, '/')) await ask(copy, `/kept/${part}`);
  }

  test(
    `is restored ${RESTORES} times, each time with what it had`,
    async () => {
      for (let number = 0; number < RESTORES; number++) {
        const copy = await restored();
        await allKept(copy);
        await removeContainers();
      }
    },
    30 * MINUTES,
  );

  test(
    'is restored in a control group that is too small for all of it, and reads it again',
    async () => {
      const copy = await restored(...SMALL);
      for (let round = 0; round < 3; round++) await allKept(copy);
    },
    5 * MINUTES,
  );

  test(
    `serves ${LOAD_MINUTES} minutes while its memory shrinks and grows`,
    async () => {
      const copy = await restored();
      for (const end = Date.now() + LOAD_MINUTES * MINUTES; Date.now() < end;) {
        for (const part of await ask<string[]>(copy, '/')) await ask(copy, `/exercise/${part}`);
        await ask(copy, '/trim');
        await allKept(copy);
      }
    },
    (LOAD_MINUTES + 5) * MINUTES,
  );
});
