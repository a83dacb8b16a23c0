import { existsSync } from 'node:fs';
import { describeStart, FakeLayer } from './fake-layer';

/** The restores of engines `crac` and `openj9` by `start`, with stand-ins for java and for CRIU. */
describeStart('start with crac', () => {
  const MEMORY = 'fd[6]:opt/eks-crac/checkpoint/memory.img';

  test('becomes the JVM, which is given the memory file, or an empty one where all is copied', async () => {
    const layer = new FakeLayer();
    layer.warpManifest({ engine: 'crac', capabilities: 'SYS_PTRACE' }, [`restore=-XX:X=args=--inherit-fd ${MEMORY}`]);
    const service = 'readlink /proc/self/fd/6';
    const { line, stdout } = await layer.launch(['false'], { fake: { service } }).ended;
    expect(line).toMatchObject({ mode: 'restored', engine: 'crac' });
    expect(stdout).toBe('/dev/null\n');
    expect(layer.read('java.argv').trimEnd().split('\n').at(-1)).toBe(`-XX:X=args=--inherit-fd ${MEMORY}`);
  });

  test('starts cold where a capability is missing, since the restore would hang', async () => {
    const layer = new FakeLayer();
    layer.warpManifest({ engine: 'crac', capabilities: 'SYS_PTRACE' });
    layer.machine({ bounding: '0000000000000000' });
    const { decision } = await layer.launch(['sh', '-c', 'exit 7']).ended;
    expect(decision).toMatchObject({ mode: 'cold', reason: 'capabilities' });
  });
});

describeStart('start with openj9', () => {
  let layer: FakeLayer;
  const keys = () => ({
    engine: 'openj9',
    properties: layer.path('handed-properties'),
    additions: layer.path('handed-variables'),
  });

  beforeEach(() => {
    layer = new FakeLayer();
    layer.manifest(keys(), ['restore=--shell-job', 'variable=KEPT', 'variable=PATH']);
  });

  test('has CRIU restore it, with the options of the engine and without an agent', async () => {
    const { line } = await layer.launch(['false']).ended;
    expect(line).toMatchObject({ mode: 'restored', engine: 'openj9' });
    const argv = layer.read('argv');
    expect(argv).toMatch(/ --shell-job( |\n)/);
    expect(argv).not.toMatch(/handover|report/);
  });

  test('writes the properties, and the variables that the capture had not', async () => {
    const env = { EKS_CRAC_JAVA_PROPERTIES: 'a=b c\n\nlevel=info', KEPT: 'pod', NEW: '1=2', LINES: 'a\nb', 'x.y': 'z' };
    await layer.launch(['false'], { env }).ended;
    expect(layer.read('handed-properties')).toBe('-Da=b c\n-Dlevel=info\n');
    const names = layer.read('handed-variables').trimEnd().split('\n');
    expect(names).toContain('NEW=1=2');
    expect(names.join('\n')).not.toMatch(/^(KEPT|PATH|LINES|x\.y|EKS_CRAC_\w+)=/m);
  });

  test('writes empty files for a pod that changes nothing, since the JVM refuses a missing one', async () => {
    layer.manifest(keys(), ['variable=PATH']);
    await layer.launch(['false'], { before: ['env', '-u', 'HOSTNAME'] }).ended;
    expect(existsSync(layer.path('handed-properties'))).toBe(true);
    expect(layer.read('handed-properties')).toBe('');
  });

  test('starts cold where they cannot be written', async () => {
    layer.manifest({ ...keys(), properties: '/nonexistent/folder/properties' });
    const { decision } = await layer.launch(['sh', '-c', 'exit 7']).ended;
    expect(decision).toMatchObject({
      mode: 'cold',
      reason: 'restore-failed',
      detail: '/nonexistent/folder/properties cannot be written: No such file or directory',
    });
  });
});
