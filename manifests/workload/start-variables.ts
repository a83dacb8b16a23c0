import type { EnvVar } from 'kubernetes-types/core/v1';
import { GUARD_FOLDER, STORE_FOLDER, VARIABLES } from '../../contract';
import { seededVariable } from '../../engines';
import type { WorkloadPlan } from './workload-plan';

/** Returns the variables for `start`, which reads everything else from the checkpoint manifest. */
export function startVariables({
  deadline,
  delivery,
  deployed,
  options,
  record,
  volumes,
}: WorkloadPlan): readonly EnvVar[] {
  return [
    { name: VARIABLES.release, value: deployed.name },
    // `vN` has no checkpoint manifest with the port.
    { name: VARIABLES.port, value: String(record.pod.port) },
    { name: VARIABLES.deadlineMs, value: deadline.milliseconds },
    { name: VARIABLES.guard, value: GUARD_FOLDER },
    ...(delivery?.volume === undefined ? [] : [{ name: VARIABLES.store, value: STORE_FOLDER }]),
    ...Object.entries(seededVariable(volumes)).map(([name, value]) => ({ name, value })),
    ...(options.cold === true ? [{ name: VARIABLES.mode, value: 'cold' }] : []),
  ];
}
