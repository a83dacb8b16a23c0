import { describeStart, FakeLayer } from './fake-layer';

const CAPTURED = { kernel: '6.18.1' };
const V1 = '5:cpu,memory:/a\n1:name=systemd:/a\n0::/\n';
const V2 = '1:name=systemd:/a\n0::/a\n';

describeStart('what a checkpoint needs of a kernel', () => {
  let layer: FakeLayer;
  beforeEach(() => (layer = new FakeLayer()));

  async function decision(needs: string, cgroup = V2): Promise<unknown> {
    layer.machine({ cgroup });
    layer.manifest({ ...CAPTURED, needs });
    return (await layer.launch(['true']).ended).decision;
  }

  test.each([
    ['', V1],
    ['cgroup-v2 advice-10 rseq-32', V2],
    ['cgroup-v1', V1],
  ])('is there: %j', async (needs, cgroup) => {
    expect(await decision(needs, cgroup)).toMatchObject({ mode: 'restored' });
  });

  test.each([
    ['cgroup-v1', V2, /^the captured JVM reads cgroup v1, and this node has v2; it was captured on Linux 6.18.1$/],
    ['cgroup-v2', V1, /^the captured JVM reads cgroup v2, and this node has v1; /],
    [
      'advice-10 advice-99',
      V2,
      /^the captured service has memory with advice 99 of madvise, which Linux \S+ here refuses; /,
    ],
    ['rseq-4096', V2, /^the captured service has restartable sequences of 4096 bytes, which Linux \S+ here refuses; /],
    ['wings', V2, /^the checkpoint needs wings, which this program does not know; /],
  ])('is missing: %s', async (needs, cgroup, detail) => {
    const found = { mode: 'cold', reason: 'kernel', detail: expect.stringMatching(detail) as string };
    expect(await decision(needs, cgroup)).toMatchObject(found);
  });
});
