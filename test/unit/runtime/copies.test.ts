import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { scratch } from '../../support/unit-scratch';
import { describeStart, FakeLayer } from './fake-layer';

const COLD = ['sh', '-c', 'echo cold out; exit 7'];
const COPY = 'copies';

/** A release of several CPU classes: the image has a copy of the checkpoint for each, and a pod may be on any node. */
describeStart('the copy that start picks', () => {
  let layer: FakeLayer;

  beforeEach(() => {
    layer = new FakeLayer();
    copy('amd', { cpu: 'fpu sse sse2 sse4a' });
    copy('intel', { cpu: 'fpu sse sse2 avx2 amx_tile' });
  });

  function copy(name: string, manifest: Record<string, string>, more: readonly string[] = []): void {
    layer.manifest(manifest, more);
    const folder = layer.path(join(COPY, name, 'opt/eks-crac/checkpoint'));
    cpSync(layer.path('checkpoint'), folder, { recursive: true });
  }

  /** The image has no other checkpoint. */
  const launch = (...given: Parameters<FakeLayer['launch']>) => {
    rmSync(layer.path('checkpoint'), { recursive: true, force: true });
    return layer.launch(...given).ended;
  };

  const started = async (flags: string) => {
    layer.machine({ flags });
    const { decision } = await launch(COLD);
    return [decision?.['mode'], decision?.['reason'], decision?.['copy']];
  };

  test.each([
    ['fpu sse sse2 sse4a', 'amd'],
    ['fpu sse sse2 avx2 amx_tile', 'intel'],
    // A newer node of a family has more.
    ['amx_fp16 fpu sse sse2 avx2 amx_tile', 'intel'],
    // Both fit: the one that was compiled for more.
    ['fpu sse sse2 avx2 amx_tile sse4a', 'intel'],
  ])('on a node with %s is that of %s', async (flags, chosen) => {
    expect(await started(flags)).toEqual(['restored', '', chosen]);
    expect(layer.read('argv')).toContain(layer.path(`${COPY}/${chosen}/opt/eks-crac/checkpoint`));
  });

  test('does not depend on the order of the folder', async () => {
    copy('zen', { cpu: 'fpu sse sse2 sse4a' });
    copy('aaa', { cpu: 'fpu sse sse2 sse4a' });
    expect(await started('fpu sse sse2 sse4a')).toEqual(['restored', '', 'aaa']);
  });

  test('is cold where none fits, and says what the node lacks', async () => {
    layer.machine({ flags: 'fpu sse' });
    const { decision, stdout } = await launch(COLD);
    expect(decision).toMatchObject({ mode: 'cold', reason: 'cpu', detail: 'this CPU has no sse2' });
    expect(stdout).toBe('cold out\n');
  });

  test('is none of another image', async () => {
    copy('amd', { cpu: 'fpu sse sse2 sse4a', run: 'r2' });
    copy('intel', { cpu: 'fpu', run: 'r2' });
    expect(await started('fpu sse sse2 sse4a')).toEqual(['cold', 'no-checkpoint', undefined]);
  });

  test('passes over what is no copy', async () => {
    mkdirSync(layer.path(`${COPY}/broken`));
    writeFileSync(layer.path(`${COPY}/file`), '');
    expect(await started('fpu sse sse2 sse4a')).toEqual(['restored', '', 'amd']);
  });

  test('has its files put in their place, and the image’s after a restore that failed', async () => {
    const place = scratch();
    const put = (path: string, text: string) => {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    };
    copy('amd', { cpu: 'fpu' }, [`added=644 ${place}/app.pid`]);
    put(layer.path(join(COPY, 'amd', place, 'app.pid')), '301');
    layer.machine({ flags: 'fpu' });
    const cat = ['sh', '-c', `cat ${place}/app.pid || exit 3`];
    const restored = await launch(cat, { fake: { service: `cat ${place}/app.pid` } });
    expect(restored).toMatchObject({ stdout: '301', decision: { mode: 'restored', copy: 'amd' } });
    const failed = await launch(cat, { fake: { does: 'fail' }, env: { EKS_CRAC_GUARD: scratch() } });
    expect(failed).toMatchObject({ status: 3, decision: { mode: 'cold', reason: 'restore-failed', copy: 'amd' } });
  });
});
