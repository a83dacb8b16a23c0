import type { ReleaseRecord } from '../../contract';
import { Captured } from './scene/captured';
import { ClusterNamespace } from './scene/cluster-namespace';
import { describeOnCluster, MINUTES } from './scene/on-cluster';
import { Workload } from './scene/restored-workload';
import { SteadyLoad } from './scene/steady-load';

const TWO = { replicas: 2 };

describeOnCluster('releases under steady load', () => {
  const captured = new Captured();
  let namespace: ClusterNamespace;
  let workload: Workload;
  let first: ReleaseRecord;
  let second: ReleaseRecord;
  let damaged: ReleaseRecord;

  beforeAll(async () => {
    first = await captured.release();
    second = await captured.release({ MAPPED_FILE: 'true' });
    damaged = await captured.damaged(second, 'v3');
    namespace = await ClusterNamespace.create('privileged');
    workload = new Workload(namespace);
    await workload.rollOut(first, TWO);
  }, 6 * MINUTES);

  afterAll(async () => {
    await namespace.dispose();
    await captured.dispose();
  }, 3 * MINUTES);

  /** Rolls out a release while requests go on, none of which may fail; answers how its pods have started. */
  async function rollOut(record: ReleaseRecord, before: ReleaseRecord): Promise<readonly string[]> {
    const { answered, failures } = await SteadyLoad.during(await workload.address('/health'), async () => {
      await workload.rollOut(record, TWO);
      await workload.ended(before.release);
    });
    expect(failures).toEqual([]);
    expect(answered).toBeGreaterThan(50);
    const reports = (await workload.pods()).map((pod) => namespace.startReport(pod));
    return (await Promise.all(reports)).map(({ mode, reason, release }) => `${release} ${mode} ${reason}`.trim());
  }

  test(
    'one follows the other',
    async () => {
      expect(await rollOut(second, first)).toEqual(['v2 restored', 'v2 restored']);
    },
    4 * MINUTES,
  );

  test(
    'one whose memory pages were cut short serves cold',
    async () => {
      expect(await rollOut(damaged, second)).toEqual(['v3 cold files', 'v3 cold files']);
    },
    4 * MINUTES,
  );

  test(
    'and gives way to the one before',
    async () => {
      expect(await rollOut(first, damaged)).toEqual(['v1 restored', 'v1 restored']);
    },
    4 * MINUTES,
  );
});
