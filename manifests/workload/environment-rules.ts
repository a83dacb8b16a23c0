import { InvalidManifest } from '../invalid-manifest';

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;
const PROPERTY = /^[^\s=]+$/;

/** Variables that a workload may not set. */
export interface ReservedVariables {
  /** The names of the variables. */
  readonly names: RegExp;
  /** The reason, and what to do instead. */
  readonly remedy: string;
}

export const RESERVED_VARIABLES: readonly ReservedVariables[] = [
  {
    names: /^(JDK_JAVA_OPTIONS|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|OPENJ9_JAVA_OPTIONS)$/,
    remedy:
      'options of a JVM are checkpointed with it; set them in `run.env` of the capture, or use `systemProperties`',
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

/** Returns why a workload may not set a variable, and what to do instead; undefined if it may. */
export function refusedVariable(name: string): string | undefined {
  return RESERVED_VARIABLES.find(({ names }) => names.test(name))?.remedy;
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

export function validateSystemProperties(properties: Readonly<Record<string, string>>): void {
  const names = Object.keys(properties);
  const wrong = names.find((name) => !PROPERTY.test(name) || /[\r\n]/.test(properties[name] ?? ''));
  if (wrong === undefined) return;
  throw new InvalidManifest(
    `\`systemProperties\` must have names without space and =, and values of one line, got: ${JSON.stringify({ [wrong]: properties[wrong] })}`,
  );
}
