import { VARIABLES } from '../../contract';
import { createHash } from 'node:crypto';
import type { ReleaseRecord } from '../../contract';
import { ENGINES } from '../../engines';
import type { WorkloadSettings } from './workload-settings';

/** What the service does not see as somebody who reads the pod would think. */
export interface EnvironmentNotes {
  /** Variables of the pod that a restored service never sees; only a cold start does. */
  readonly coldOnly: readonly string[];
  /** Variables of the capture that a restored service has with their captured values. */
  readonly captured: readonly string[];
  /** Variables of the capture that a restored service has empty, because the pod does not set them. */
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
 * The values that a user gave. They reach the pod through a ConfigMap, because Kubernetes expands `$(NAME)` in variables
 * that are written into a container.
 */
export function userValues({ environment, systemProperties = {} }: WorkloadSettings): Readonly<Record<string, string>> {
  const lines = Object.entries(systemProperties).map(([name, value]) => `${name}=${value}`);
  return { ...environment, ...(lines.length === 0 ? {} : { [VARIABLES.javaProperties]: lines.join('\n') }) };
}

/** Changes with the values, so that a pod template that carries it makes new pods. */
export function environmentHash(values: unknown): string {
  return createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 16);
}
