import { lastLines } from '../../../kit/process';
import { Failure } from '../../../kit/report/failure';
import type { Begun, JvmEngine } from './jvm-engine';

/** Failures of a capture by the JVM itself, with their remedies. */

type Lacked = Pick<JvmEngine, 'needs'>;

const REFUSAL = /^.*Checkpoint\w*Exception.*$/gm;

const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [
    /CheckpointOpenSocketException/,
    'close the connection in `beforeCheckpoint` of an `org.crac` resource, let the warm-up use no keep-alive, or set a policy for it with `jdk.crac.resource-policies`',
  ],
  [
    /CheckpointOpenFileException|CheckpointOpenResourceException/,
    'close it in `beforeCheckpoint` of an `org.crac` resource, or set a policy for it with `jdk.crac.resource-policies`',
  ],
];
const OTHER_REFUSAL = 'fix the hook that failed; docs/troubleshooting.md says what a JVM with CRaC cannot checkpoint';

/**
 * Detects a refused checkpoint: the JVM reports the reason through `jcmd` or on its own output, and the service
 * continues.
 */
export function refused(engine: Lacked, text: string): Failure | undefined {
  if (/Unknown diagnostic command/.test(text)) return withoutCrac(engine, 'it knows no JDK.checkpoint');
  const lines = [...new Set((text.match(REFUSAL) ?? []).map((line) => line.trim()))];
  if (lines.length === 0) return undefined;
  const reason = lines.join('\n');
  const remedy = REMEDIES.find(([pattern]) => pattern.test(reason))?.[1] ?? OTHER_REFUSAL;
  return new Failure('checkpoint-failed', `the JVM refused the checkpoint: ${reason}`, remedy);
}

/** Detects a JVM that exits at once because it does not know the capture options. */
export function noCrac(engine: Lacked, output: string): Failure | undefined {
  const line = /^.*Unrecognized VM option '(CRaC|CPUFeatures).*$/m.exec(output)?.[0];
  return line === undefined ? undefined : withoutCrac(engine, line.trim());
}

export function noJcmd(java: string): Failure {
  return new Failure(
    'checkpoint-failed',
    `there is no jcmd next to ${java}, which is needed to trigger the checkpoint`,
    'base the image on the JDK, not the JRE: both capture and restore need the very same files',
  );
}

export function unreachable(text: string): Failure {
  return new Failure(
    'checkpoint-failed',
    `jcmd could not reach the JVM: ${lastLines(text)}`,
    'allow attaching to the JVM: no `-XX:+DisableAttachMechanism`, and a /tmp that the service can write to',
  );
}

export function diskFull(text: string): Failure | undefined {
  const line = /^.*No space left on device.*$/m.exec(text)?.[0];
  if (line === undefined) return undefined;
  return new Failure(
    'disk-full',
    `there was no space left for the checkpoint: ${line}`,
    'free space where the container runtime keeps its volumes; a checkpoint needs as much space as the service uses memory',
  );
}

export function silent({ said, seconds }: Extract<Begun, { kind: 'told' }>, output: string): Failure {
  return new Failure(
    'checkpoint-failed',
    `the JVM still ran ${seconds} s after the checkpoint was requested; jcmd said: ${lastLines(said) || 'nothing'}; ` +
      `the service's last lines:\n${lastLines(output)}`,
    'look for a hook that waits, or for what the JVM reports about the checkpoint',
  );
}

export function neverAsked(seconds: number, output: string): Failure {
  return new Failure(
    'checkpoint-failed',
    `the service had no checkpoint taken within ${seconds} s, although it is to ask for it itself; its last lines:\n${lastLines(output)}`,
    'check that org.crac is on its class path and Core.checkpointRestore() is reached, or give it more time with `readiness.timeoutSeconds`',
  );
}

export function outOfMemory(): Failure {
  return new Failure(
    'checkpoint-failed',
    'the capture container ran out of memory while the JVM took its checkpoint',
    'raise `run.memoryMiB` in the capture spec',
  );
}

export function unproven({ name }: JvmEngine, lacking: readonly string[], output: string): Failure {
  return new Failure(
    'checkpoint-failed',
    `${name} gave no evidence of success: ${lacking.join(', ')}; the service's last lines:\n${output}`,
    'repeat the capture; if it persists, please report it',
  );
}

function withoutCrac({ needs }: Lacked, text: string): Failure {
  return new Failure(
    'checkpoint-failed',
    `the JDK of the image has no CRaC: ${text}`,
    `base the image on a JDK that has ${needs.feature}, such as ${needs.image}, or set \`engine.type\` to criu`,
  );
}
