import { environmentNotes } from './environment';
import type { EnvironmentNotes } from './environment';
import type { WorkloadPlan } from './workload-plan';

/** Valid options with surprising effects. */
export interface WorkloadNotes extends EnvironmentNotes {
  /**
   * Whether the pods' capabilities apply in the node's user namespace, because the delivery's volume does not support
   * ID mapping.
   */
  readonly unmappedUsers: boolean;
}

export function workloadNotes({ delivery, options, record, shape }: WorkloadPlan): WorkloadNotes {
  if (delivery === undefined) return { coldOnly: [], captured: [], emptied: [], unmappedUsers: false };
  return {
    ...environmentNotes(record, options.environment ?? {}),
    unmappedUsers: shape.capabilities.length > 0 && !delivery.mapsUsers,
  };
}
