import type { EnvVar } from 'kubernetes-types/core/v1';
import { STORE_FOLDER } from '../delivery';
import { MARKER_FOLDER } from './folders';
import type { WorkloadPlan } from './workload-plan';

/** What `start` is told; everything else it reads from the checkpoint manifest. */
export function startVariables({ delivery, options, record }: WorkloadPlan): readonly EnvVar[] {
  return [
    { name: 'EKS_CRAC_RELEASE', value: record.release },
    // vN has no checkpoint manifest to say it.
    { name: 'EKS_CRAC_PORT', value: String(record.pod.port) },
    { name: 'EKS_CRAC_DEADLINE_MS', value: String(record.pod.deadlineMs) },
    { name: 'EKS_CRAC_MARKER', value: MARKER_FOLDER },
    ...(delivery?.volume === undefined ? [] : [{ name: 'EKS_CRAC_STORE', value: STORE_FOLDER }]),
    ...(options.cold === true ? [{ name: 'EKS_CRAC_MODE', value: 'cold' }] : []),
  ];
}
