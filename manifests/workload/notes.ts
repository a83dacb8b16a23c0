import { environmentNotes } from './environment';
import type { EnvironmentNotes } from './environment';
import type { WorkloadPlan } from './workload-plan';

/** What is right but not as somebody who reads the options would think. */
export interface WorkloadNotes extends EnvironmentNotes {
  /** Whether the pods hold their capabilities in the node's user namespace, because the delivery's volume cannot be mapped. */
  readonly unmappedUsers: boolean;
}

export function workloadNotes({ delivery, options, record, shape }: WorkloadPlan): WorkloadNotes {
  if (delivery === undefined) return { coldOnly: [], captured: [], emptied: [], unmappedUsers: false };
  return {
    ...environmentNotes(record, options.environment ?? {}),
    unmappedUsers: shape.capabilities.length > 0 && !delivery.mapsUsers,
  };
}
