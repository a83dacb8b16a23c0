import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  cpSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { scratch } from '../../support/unit-scratch';
import { describeStart, FakeLayer } from './fake-layer';

const mode = (path: string) => (lstatSync(path).mode & 0o7777).toString(8);
const COLD = ['sh', '-c', 'exit 7'];

/** Writes files below a root: paths are as the container sees them. */
function put(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text, { mode: 0o644 });
  }
}

/** The files of the container: a restore has those of the checkpoint, a cold start those of the image. */
describeStart('start', () => {
  let layer: FakeLayer;
  let place: string;

  beforeEach(() => {
    layer = new FakeLayer();
    place = scratch();
  });

  /** The manifest of a service that had written, changed and removed files of an image. */
  function captured(): void {
    put('', { [`${place}/run/PID`]: '301', [`${place}/config`]: 'changed', [`${place}/app.pid`]: '301' });
    symlinkSync('config', join(place, 'current'));
    put(layer.path('image'), { [`${place}/config`]: 'image', [`${place}/token`]: 'secret', [`${place}/old/a`]: 'A' });
    layer.manifest({}, [
      `folder=755 ${place}/run`,
      `added=644 ${place}/run/PID`,
      `added=644 ${place}/app.pid`,
      `changed=640 ${place}/config`,
      `link=${place}/current\tconfig`,
      `removed=${place}/token`,
      `removed=${place}/old`,
      `original=640 ${place}/config`,
      `original=600 ${place}/token`,
      `originalFolder=750 ${place}/old`,
      `original=644 ${place}/old/a`,
      `originalLink=${place}/old/b\ta`,
    ]);
  }

  /** What is in the place: each file with its content. */
  function files(): Record<string, string> {
    const names = ['run/PID', 'app.pid', 'config', 'current', 'token', 'old/a', 'old/b'];
    const present = names.filter((name) => lstatSync(join(place, name), { throwIfNoEntry: false }) !== undefined);
    return Object.fromEntries(present.map((name) => [name, readFileSync(join(place, name), 'utf8')]));
  }

  const IMAGE = { config: 'image', token: 'secret', 'old/a': 'A', 'old/b': 'A' };

  test('restored, has the files of the checkpoint', async () => {
    captured();
    put('', { [`${place}/token`]: 'secret', [`${place}/old/a`]: 'A' });
    expect((await layer.launch(['false']).ended).decision).toMatchObject({ mode: 'restored', reason: '' });
    expect(files()).toEqual({ 'run/PID': '301', 'app.pid': '301', config: 'changed', current: 'changed' });
  });

  test.each<[string, Record<string, string>, string]>([
    ['asked for', { EKS_CRAC_MODE: 'cold' }, ''],
    ['because a check failed', { EKS_CRAC_RUN: 'another' }, ''],
    ['after a restore that failed', {}, 'fail'],
  ])('cold %s, has the files of the image', async (_case, env, does) => {
    captured();
    put('', { [`${place}/token`]: 'secret', [`${place}/old/a`]: 'A' });
    const ended = await layer.launch(COLD, { env, fake: { does } }).ended;
    expect(ended).toMatchObject({ status: 7, decision: { mode: 'cold' } });
    expect(files()).toEqual(IMAGE);
    expect(existsSync(join(place, 'run'))).toBe(false);
    expect(['config', 'token', 'old'].map((name) => mode(join(place, name)))).toEqual(['640', '600', '750']);
    expect(ended.stderr).not.toContain('files are not those of the image');
  });

  test('says which file could not be made the image’s, and starts', async () => {
    captured();
    rmSync(layer.path('image'), { recursive: true });
    const ended = await layer.launch(COLD, { env: { EKS_CRAC_MODE: 'cold' } }).ended;
    expect(ended.status).toBe(7);
    expect(ended.stderr).toContain(`files are not those of the image; the first: 640 ${place}/config: No such file`);
  });

  test.each(['token', 'token='])('removes %s and nothing else', async (name) => {
    put('', { [`${place}/${name}`]: '', [`${place}/token==`]: '', [`${place}/a file`]: '' });
    layer.manifest({}, [`removed=${place}/${name}`, `removed=${place}/absent`, `removed=relative`]);
    await layer.launch(['false']).ended;
    expect([name, 'token==', 'a file'].map((file) => existsSync(join(place, file)))).toEqual([false, true, true]);
  });

  describe('on volumes', () => {
    /** Mounts a volume over a folder of the container, below which `start` runs. */
    const mounted = (volume: string, folder: string) => [
      ...['unshare', '--mount', 'sh', '-c', 'mount --bind "$0" "$1" && shift && exec "$@"', volume, folder],
    ];

    test('removes nothing, below the folder or as the folder itself', async () => {
      const volume = scratch();
      put('', { [`${volume}/orders/1.db`]: 'data', [`${place}/data/state/image`]: '', [`${place}/data/x`]: '' });
      layer.manifest({}, [
        `removed=${place}/data`,
        `removed=${place}/data/state/orders`,
        `added=644 ${place}/data/state/orders/1.db`,
      ]);
      for (const mode of ['', 'cold']) {
        const env = { EKS_CRAC_MODE: mode };
        const ended = await layer.launch(COLD, { env, before: mounted(volume, join(place, 'data/state')) }).ended;
        expect(ended.decision).toBeDefined();
        expect(readFileSync(join(volume, 'orders/1.db'), 'utf8')).toBe('data');
      }
      expect(existsSync(join(place, 'data/x'))).toBe(false);
    });

    test('that were filled from the image for this pod, a first cold start has the files of the image', async () => {
      const volume = scratch();
      mkdirSync(join(place, 'state'));
      put('', { [`${volume}/PID`]: '301' });
      layer.manifest({}, [`added=644 ${place}/state/PID`]);
      const launch = () =>
        layer.launch(COLD, {
          env: { EKS_CRAC_MODE: 'cold', EKS_CRAC_SEEDED: `/nowhere:${place}/state` },
          before: mounted(volume, join(place, 'state')),
        }).ended;
      await launch();
      expect(existsSync(join(volume, 'PID'))).toBe(false);
      put('', { [`${volume}/PID`]: 'of the service that ran' });
      await launch();
      expect(existsSync(join(volume, 'PID'))).toBe(true);
    });

    test('a second container of the pod starts cold, and with captured files of its own it restores', async () => {
      const volume = scratch();
      mkdirSync(join(place, 'state'));
      put('', { [`${volume}/log`]: '', [`${place}/own`]: '' });
      const before = mounted(volume, join(place, 'state'));
      layer.manifest({}, [`added=644 ${place}/own`]);
      for (const service of ['exit 0', 'exit 0']) {
        const { decision } = await layer.launch(COLD, { before, fake: { service } }).ended;
        expect(decision).toMatchObject({ mode: 'restored', reason: '' });
      }
      layer.manifest({}, [`added=644 ${place}/state/log`]);
      expect((await layer.launch(COLD, { before }).ended).decision).toMatchObject({
        reason: 'restarted',
        detail: `an earlier container of this pod has used the volume of ${place}/state/log`,
      });
    });
  });

  describe('from a store', () => {
    let store: string;

    beforeEach(() => {
      store = scratch();
    });

    /** Moves the layer's checkpoint and the given files from the image into the store. */
    function copy(lines: readonly string[], stored: Readonly<Record<string, string>> = {}): void {
      layer.manifest({}, lines);
      cpSync(layer.path('checkpoint'), join(store, 'opt/eks-crac/checkpoint'), { recursive: true });
      rmSync(layer.path('checkpoint'), { recursive: true });
      put(store, stored);
    }

    const launch = (does = '') => layer.launch(COLD, { env: { EKS_CRAC_STORE: store }, fake: { does } }).ended;

    test('puts what the container had changed in place, with its mode, before the restore', async () => {
      put('', { [`${place}/other`]: 'what the image has' });
      copy(
        [
          `folder=1777 ${place}/data`,
          `folder=700 ${place}/data/empty`,
          `added=640 ${place}/data/a file`,
          `added=600 ${place}/data/*`,
          `changed=640 ${place}/other`,
          `link=${place}/latest\tdata/a file`,
          `name=${place}/data/other name\t${place}/data/a file`,
        ],
        { [`${place}/data/a file`]: 'A', [`${place}/data/*`]: 'B', [`${place}/other`]: 'C' },
      );
      expect(await launch()).toMatchObject({ status: 42, decision: { mode: 'restored', reason: '' } });
      const text = (name: string) => readFileSync(join(place, name), 'utf8');
      expect(['data/a file', 'data/*', 'other'].map(text)).toEqual(['A', 'B', 'C']);
      expect(readlinkSync(join(place, 'latest'))).toBe('data/a file');
      const files = ['data/other name', 'data/a file'].map((name) => lstatSync(join(place, name)).ino);
      expect(new Set(files).size).toBe(1);
      const modes = ['data', 'data/empty', 'data/a file', 'data/*', 'other'].map((path) => mode(join(place, path)));
      expect(modes).toEqual(['1777', '700', '640', '600', '640']);
      expect(layer.read('argv')).toContain(` --images-dir ${store}/opt/eks-crac/checkpoint `);
    });

    test('after a restore that failed, what was put in place is gone, and what it replaced is back', async () => {
      put('', { [`${place}/other`]: 'what the image has' });
      copy(
        [
          `folder=755 ${place}/data`,
          `added=644 ${place}/data/a`,
          `changed=644 ${place}/other`,
          `original=644 ${place}/other`,
        ],
        {
          [`${place}/data/a`]: 'A',
          [`${place}/other`]: 'C',
          [`opt/eks-crac/image${place}/other`]: 'what the image has',
        },
      );
      expect(await launch('fail')).toMatchObject({ status: 7, decision: { reason: 'restore-failed' } });
      expect(existsSync(join(place, 'data'))).toBe(false);
      expect(readFileSync(join(place, 'other'), 'utf8')).toBe('what the image has');
    });

    test.each<[string, string[], Record<string, string>]>([
      ['a file is missing', ['added=644 /PLACE/absent'], {}],
      ['its folder cannot be made', ['folder=755 /PLACE/file/below'], {}],
      ['a line is malformed', ['added=nothing'], {}],
      ['a link is malformed', ['link=/nothing'], {}],
    ])('starts cold without running CRIU when %s', async (_case, lines, stored) => {
      put('', { [`${place}/file`]: '' });
      copy(
        lines.map((line) => line.replace('/PLACE', place)),
        stored,
      );
      const ended = await launch();
      expect(ended).toMatchObject({ status: 7, decision: { mode: 'cold', reason: 'store' } });
      expect(ended.decision?.['detail']).toContain('could not be put in place: ');
      expect(existsSync(layer.path('argv'))).toBe(false);
    });

    test('starts cold when the store is not mounted', async () => {
      rmSync(layer.path('checkpoint'), { recursive: true });
      expect((await launch()).decision).toMatchObject({ mode: 'cold', reason: 'no-checkpoint' });
    });

    test('starts cold at the deadline when the store hangs, and tells the next container', async () => {
      mkdirSync(join(store, 'opt/eks-crac/checkpoint'), { recursive: true });
      const fifo = join(store, 'opt/eks-crac/checkpoint/manifest');
      const env = { EKS_CRAC_STORE: store, EKS_CRAC_DEADLINE_MS: '300' };
      const ended = await layer.launch(COLD, { env, before: ['sh', '-c', 'mkfifo "$0" && exec "$@"', fifo] }).ended;
      expect(ended).toMatchObject({
        status: 7,
        decision: { reason: 'deadline', detail: 'reading the checkpoint took longer than 300 ms' },
      });
      expect(existsSync(layer.path('guard/attempt'))).toBe(true);
    });
  });
});
