import { httpReadiness } from '../support/http-readiness';
import { median } from '../../cli/rehearsal/measure';
import { Captured } from './scene/captured';
import { ClusterNamespace } from './scene/cluster-namespace';
import { describeOnOwnCluster, MINUTES } from './scene/on-cluster';
import { Workload } from './scene/restored-workload';
import { StartTimer } from './scene/start-times';
import type { StartTimes } from './scene/start-times';

const TIMES = 5;

const of = (times: readonly StartTimes[], name: keyof StartTimes) => median(times.map((each) => each[name]));

/** The figures, for whoever looks at the run. */
function row(name: string, times: readonly StartTimes[]): string {
  const figures = (['createdToStarted', 'startedToAnswer', 'answerToReady', 'createdToReady'] as const).map(
    (figure) => `${figure} ${Math.round(of(times, figure))} ms`,
  );
  return `${name}: ${figures.join(', ')} (medians of ${times.length})\n`;
}

describeOnOwnCluster('the start of a pod', () => {
  const captured = new Captured();
  let namespace: ClusterNamespace;
  let cold: readonly StartTimes[];
  let restored: readonly StartTimes[];

  beforeAll(async () => {
    const record = await captured.release({}, undefined, 1);
    namespace = await ClusterNamespace.create('privileged');
    const { port } = record.pod;
    const { path } = httpReadiness(record);
    const measure = async (name: string, isCold: boolean) => {
      const workload = new Workload(namespace, name);
      await workload.rollOut(record, { cold: isCold });
      const times = await new StartTimer(namespace, workload, path, port).measure(TIMES);
      await workload.remove();
      return times;
    };
    restored = await measure('plain', false);
    cold = await measure('plain-cold', true);
    for (const [name, times] of Object.entries({ restored, cold })) process.stderr.write(row(name, times));
  }, 8 * MINUTES);

  afterAll(async () => {
    await namespace.dispose();
    await captured.dispose();
  }, 3 * MINUTES);

  test('is shorter for the service that is restored', () => {
    expect(of(restored, 'startedToAnswer')).toBeLessThan(of(cold, 'startedToAnswer'));
  });

  test('is noticed within the second that lies between two looks of the kubelet', () => {
    expect(of(restored, 'answerToReady')).toBeLessThan(1200);
  });

  test('is a matter of two seconds from the pod to its readiness', () => {
    expect(of(restored, 'createdToReady')).toBeLessThan(2500);
  });
});
