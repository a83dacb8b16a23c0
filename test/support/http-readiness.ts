import { recordedProbe } from '../../contract';
import type { ReadinessProbe, ReleaseRecord } from '../../contract';

/** The readiness path of a release whose service has one. */
export function httpReadiness({ pod }: ReleaseRecord): Extract<ReadinessProbe, { kind: 'http' }> {
  const probe = recordedProbe(pod.readiness);
  if (probe.kind !== 'http') throw new TypeError(`no readiness path, but \`${probe.kind}\``);
  return probe;
}
