import { VARIABLES } from '../../contract';
import { createHash } from 'node:crypto';
import type { ReleaseRecord } from '../../contract';
import { ENGINES } from '../../engines';
import type { WorkloadSettings } from './workload-settings';

/** Where the service's environment differs from what the pod's definition suggests. */
export interface EnvironmentNotes {
  /** Variables of the pod that only a cold start sees, never a restored service. */
  readonly coldOnly: readonly string[];
  /** Variables of the capture that a restored service keeps with their captured values. */
  readonly captured: readonly string[];
  /** Variables of the capture that are empty in a restored service, because the pod does not set them. */
  readonly emptied: readonly string[];
}

export function environmentNotes(
  record: ReleaseRecord,
  environment: Readonly<Record<string, string>>,
): EnvironmentNotes {
  const set = Object.keys(environment);
  const { absentVariables, environment: changes } = ENGINES[record.engine.type].mayChange;
  if (!changes) return { coldOnly: set, captured: record.pod.environment, emptied: [] };
  const missing = record.pod.environment.filter((name) => !set.includes(name));
  return {
    coldOnly: [],
    captured: absentVariables === 'captured' ? missing : [],
    emptied: absentVariables === 'empty' ? missing : [],
  };
}

/**
 * Returns the user's values. They reach the pod through a ConfigMap, because Kubernetes expands `$(NAME)` in variables
 * of a container.
 */
export function userValues({ environment, systemProperties = {} }: WorkloadSettings): Readonly<Record<string, string>> {
  const lines = Object.entries(systemProperties).map(([name, value]) => `${name}=${value}`);
  return { ...environment, ...(lines.length === 0 ? {} : { [VARIABLES.javaProperties]: lines.join('\n') }) };
}

/** Returns a hash of the values; in the pod template it triggers new pods when they change. */
export function environmentHash(values: unknown): string {
  return createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 16);
}
