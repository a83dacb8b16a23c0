import type { ReleaseRecord } from '../../contract';
import type { WorkloadSettings } from './workload-settings';

/** What all objects of a workload are called, and where they are. */
export interface WorkloadNames {
  /** The name of the Deployment, its Service and its service account; the others start with it. */
  readonly name: string;
  /** The namespace of all objects. */
  readonly namespace: string;
}

export function workloadNames(settings: WorkloadSettings, { service }: ReleaseRecord): WorkloadNames {
  const { cold, name = cold === true ? `${service}-cold` : service, namespace = 'default' } = settings;
  return { name, namespace };
}
