import { copyFile, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHECKPOINT_FOLDER } from '../../../contract';
import { ENGINES } from '../../../engines';
import type { PodShape } from '../../../engines';
import { IMAGES } from '../../../machine/images';
import { CapturedImage } from './captured-image';
import { removeAll } from './docker';
import { SERVICE_IMAGES } from './images';
import { RunningContainer } from './running-container';

const MINUTES = 60_000;
const LIBRARIES = `/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`;

let work: string;
beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'eks-crac-test-'));
});
afterAll(async () => {
  await removeAll();
  await rm(work, { recursive: true });
}, MINUTES);

/** The runtime layer with a real CRIU and a real JVM, in images with less and less in them. */
describe.each(SERVICE_IMAGES)('$name as user $user.uid', (service) => {
  let image: CapturedImage;
  const folder = () => join(work, `${service.name}-${service.user.uid}`);

  beforeAll(async () => {
    await mkdir(folder());
    image = await CapturedImage.of(service, folder());
  }, 3 * MINUTES);

  test(
    'restores twice at once, each with its own output and status, and once more',
    async () => {
      const [first, second] = await Promise.all([image.restore(), image.restore()]);
      await Promise.all([first, second].map((container) => container.request('/')));
      const { decision, end } = await second.lines();
      expect(decision).toMatchObject({ event: 'decided', mode: 'restored', reason: '', engine: 'criu', run: 'r1' });
      expect(end).toMatchObject({ event: 'listening', mode: 'restored', restoreMs: decision.restoreMs });
      await first.request('/exit');
      expect(await first.ended()).toBe(42);
      await second.stop();
      expect(await second.ended()).toBe(143);
      const { stderr, stdout } = await second.outputs();
      expect(stdout).toBe('out\ngraceful\n');
      expect(stderr).toContain('err\n');
      await second.startAgain();
      await second.request('/');
      expect((await second.outputs()).stdout).toBe('out\ngraceful\nout\n');
    },
    MINUTES,
  );

  test.each<[string, readonly string[]]>([
    [
      'with the locale and the loader’s variables of somebody else',
      [
        'LC_ALL=de_DE.UTF-8',
        'LANGUAGE=de',
        `LD_LIBRARY_PATH=${LIBRARIES}`,
        `LD_PRELOAD=${LIBRARIES}/libc.so.6`,
      ].flatMap((variable) => ['--env', variable]),
    ],
    ['with a read-only root', ['--read-only']],
  ])(
    'restores %s',
    async (_, options) => {
      const container = await image.restore(options);
      await container.request('/exit');
      expect((await container.lines()).decision).toMatchObject({ mode: 'restored' });
      expect(await container.ended()).toBe(42);
    },
    MINUTES,
  );

  test(
    'restores beside the processes of another container',
    async () => {
      const other = await RunningContainer.run(IMAGES.tools, 'busybox', 'sleep', '600');
      const container = await image.restore(['--pid', other.reference]);
      await container.request('/');
      expect((await container.lines()).end).toMatchObject({ mode: 'restored', event: 'listening' });
      await container.stop();
      expect(await container.ended()).toBe(143);
    },
    MINUTES,
  );

  test.each<[string, Partial<PodShape>, readonly string[]]>([
    ['capabilities', { capabilities: ENGINES.criu.restore.capabilities.filter((name) => name !== 'SYS_PTRACE') }, []],
    ['restore-failed', { seccomp: 'RuntimeDefault' }, []],
    ['run', {}, ['--env', 'EKS_CRAC_RUN=another']],
    ['disabled', {}, ['--env', 'EKS_CRAC_MODE=cold']],
  ])(
    'starts cold: %s',
    async (reason, change, options) => {
      const container = await image.restore(options, change);
      await container.request('/');
      const { decision, end } = await container.lines();
      expect(decision).toMatchObject({ mode: 'cold', reason });
      expect(end).toMatchObject({ mode: 'cold', reason, event: 'listening' });
      await container.request('/exit');
      expect(await container.ended()).toBe(42);
    },
    MINUTES,
  );

  test(
    'starts cold with truncated pages: at once where the manifest has their size',
    async () => {
      const { manifest, pages } = await truncated(image.checkpoint, folder());
      const known = await image.restore(pages);
      await known.request('/');
      expect((await known.lines()).decision).toMatchObject({ mode: 'cold', reason: 'files' });
      const unknown = await image.restore([...pages, ...manifest, '--env', 'EKS_CRAC_DEADLINE_MS=1000']);
      await unknown.request('/');
      const reason = expect.stringMatching(/^(deadline|restore-failed)$/) as string;
      expect((await unknown.lines()).decision).toMatchObject({ mode: 'cold', reason });
    },
    MINUTES,
  );
});

/** Options that put shorter pages, and a manifest that knows no sizes, over those of the image. */
async function truncated(checkpoint: string, folder: string): Promise<Record<'pages' | 'manifest', readonly string[]>> {
  const text = await readFile(join(checkpoint, 'manifest'), 'utf8');
  const [, bytes = '', name = ''] = /^file=(\d+) (pages-\d+\.img)$/m.exec(text) ?? [];
  const place = (file: string) => ['--volume', `${join(folder, `changed-${file}`)}:${CHECKPOINT_FOLDER}/${file}:ro`];
  await copyFile(join(checkpoint, name), join(folder, `changed-${name}`));
  await truncate(join(folder, `changed-${name}`), Number(bytes) - 4096);
  await writeFile(join(folder, 'changed-manifest'), text.replace(/^file=.*\n/gm, ''));
  return { pages: place(name), manifest: place('manifest') };
}
