import { cpSync, existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { scratch } from '../../support/unit-scratch';
import { FakeLayer, shells } from './fake-layer';

/** A restore from a stored checkpoint, as a pod mounts it, in every shell of this machine. */
describe.each(shells.map((shell) => ({ name: shell.join(' '), shell })))('start from a store in $name', ({ shell }) => {
  let layer: FakeLayer;
  let store: string;
  let place: string;

  beforeEach(async () => {
    layer = await FakeLayer.create(shell);
    store = scratch();
    place = scratch();
  });
  afterEach(() => layer.remove());

  /** Moves the layer's checkpoint and the given files from the image into the store. */
  function copy(lines: string, files: Readonly<Record<string, string>> = {}): void {
    layer.manifest({ first: `of all\n${lines}` });
    cpSync(join(layer.home, 'checkpoint'), join(store, 'opt/eks-crac/checkpoint'), { recursive: true });
    rmSync(join(layer.home, 'checkpoint'), { recursive: true });
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(store, path)), { recursive: true });
      writeFileSync(join(store, path), text, { mode: 0o644 });
    }
  }

  const launch = () => layer.launch(['sh', '-c', 'exit 7'], { EKS_CRAC_STORE: store }).ended;
  const mode = (path: string) => (lstatSync(path).mode & 0o7777).toString(8);

  test('puts what the container had changed in place, with its mode, before the restore', async () => {
    const lines = [
      `folder=1777 ${place}/data`,
      `folder=700 ${place}/data/empty`,
      `changed=640 ${place}/data/a file`,
      `changed=600 ${place}/data/*`,
      `changed=640 ${place}/other`,
      `link=${place}/latest\tdata/a file`,
    ];
    copy(lines.join('\n'), { [`${place}/data/a file`]: 'A', [`${place}/data/*`]: 'B', [`${place}/other`]: 'C' });
    writeFileSync(join(place, 'other'), 'what the image has');
    const ended = await launch();
    expect(ended).toMatchObject({ status: 42, line: { mode: 'restored', reason: '' } });
    expect(readFileSync(join(place, 'data/a file'), 'utf8')).toBe('A');
    expect(readFileSync(join(place, 'data/*'), 'utf8')).toBe('B');
    expect(readFileSync(join(place, 'other'), 'utf8')).toBe('C');
    expect(readlinkSync(join(place, 'latest'))).toBe('data/a file');
    const modes = ['data', 'data/empty', 'data/a file', 'data/*', 'other'].map((path) => mode(join(place, path)));
    expect(modes).toEqual(['1777', '700', '640', '600', '640']);
    expect(readFileSync(join(layer.home, 'argv'), 'utf8')).toContain(` -D ${store}/opt/eks-crac/checkpoint `);
  });

  test('restores a checkpoint without other files', async () => {
    copy('');
    expect((await launch()).line).toMatchObject({ mode: 'restored' });
  });

  test('starts cold when a file cannot be put in place, without running criu', async () => {
    writeFileSync(join(place, 'file'), '');
    copy(`changed=644 ${place}/file/below`, { [`${place}/file/below`]: 'x' });
    const ended = await launch();
    expect(ended).toMatchObject({ status: 7, line: { mode: 'cold', reason: 'store' } });
    expect(existsSync(join(layer.home, 'argv'))).toBe(false);
  });

  test('starts cold when a file is missing in the store', async () => {
    copy(`changed=644 ${place}/absent`);
    expect((await launch()).line).toMatchObject({ mode: 'cold', reason: 'store' });
  });

  test('starts cold when the store is not mounted', async () => {
    expect((await launch()).line).toMatchObject({ mode: 'cold', reason: 'no-checkpoint' });
  });
});
