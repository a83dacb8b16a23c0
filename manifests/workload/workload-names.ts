import type { ReleaseRecord } from '../../contract';
import type { WorkloadSettings } from './workload-settings';

/** Name and namespace of a workload. */
export interface WorkloadNames {
  /** The name of the Deployment, the Service and the service account; names of other objects start with it. */
  readonly name: string;
  /** The namespace of all objects. */
  readonly namespace: string;
}

export function workloadNames(settings: WorkloadSettings, { service }: ReleaseRecord): WorkloadNames {
  const { cold, name = cold === true ? `${service}-cold` : service, namespace = 'default' } = settings;
  return { name, namespace };
}
