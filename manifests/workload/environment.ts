import { createHash } from 'node:crypto';
import type { EnvVar } from 'kubernetes-types/core/v1';
import type { ReleaseRecord } from '../../contract';
import { ENGINES } from '../../engines';
import { STORE_FOLDER } from '../delivery';
import { InvalidManifest } from '../invalid-manifest';
import type { WorkloadPlan } from './workload-plan';

/** Where `start` keeps its marker, on a volume that outlives the container but not the pod. */
export const MARKER_FOLDER = '/opt/eks-crac/marker';

const PROPERTIES_VARIABLE = 'EKS_CRAC_JAVA_PROPERTIES';
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;
const PROPERTY = /^[^\s=]+$/;

interface Reserved {
  readonly names: RegExp;
  readonly remedy: string;
}

const RESERVED: readonly Reserved[] = [
  {
    names: /^(JDK_JAVA_OPTIONS|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|OPENJ9_JAVA_OPTIONS)$/,
    remedy: 'options of a JVM are frozen with it; set them in `run.env` of the capture, or use `systemProperties`',
  },
  {
    names: /^AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)$/,
    remedy: "it would win over the pod's own identity; grant to that instead",
  },
  {
    names: /^AWS_(CONTAINER_.*|ROLE_ARN|WEB_IDENTITY_TOKEN_FILE)$/,
    remedy: "EKS sets it from the pod's identity; drop it",
  },
  { names: /^EKS_CRAC_/, remedy: 'eks-crac sets it itself; drop it' },
];

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

/**
 * The values that a user gave. They reach the pod through a ConfigMap, because Kubernetes expands `$(NAME)` in variables
 * that are written into a container.
 */
export function userValues({ options }: WorkloadPlan): Readonly<Record<string, string>> {
  const lines = Object.entries(options.systemProperties ?? {}).map(([name, value]) => `${name}=${value}`);
  return { ...options.environment, ...(lines.length === 0 ? {} : { [PROPERTIES_VARIABLE]: lines.join('\n') }) };
}

/** Changes with the values, so that a pod template that carries it makes new pods. */
export function environmentHash(values: unknown): string {
  return createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 16);
}

export function validateEnvironment(environment: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(environment)) {
    if (!VARIABLE.test(name)) {
      throw new InvalidManifest(
        `names in \`environment\` must be letters, digits and _, no digit first, got: ${JSON.stringify(name)}`,
      );
    }
    const why = refusedVariable(name);
    if (why !== undefined) throw new InvalidManifest(`\`environment\` must not set ${name}: ${why}`);
  }
}

/** Why no workload sets a variable, and what to do instead; nothing for a variable that it may set. */
export function refusedVariable(name: string): string | undefined {
  return RESERVED.find(({ names }) => names.test(name))?.remedy;
}

export function validateSystemProperties(properties: Readonly<Record<string, string>>): void {
  const names = Object.keys(properties);
  const wrong = names.find((name) => !PROPERTY.test(name) || /[\r\n]/.test(properties[name] ?? ''));
  if (wrong === undefined) return;
  throw new InvalidManifest(
    `\`systemProperties\` must have names without space and =, and values of one line, got: ${JSON.stringify({ [wrong]: properties[wrong] })}`,
  );
}
