import { CAPTURE_FILES, EXCHANGE } from '../../../contract';
import { capturedOptions, JDK_JAVA_OPTIONS, recordedEnvironment } from '../capture-environment';
import type { CaptureSession } from '../capture-session';
import type { EngineDriver, TakenCheckpoint } from '../engine-driver';
import { requireEvidence } from './evidence';
import { findJvm, jcmd, recordedJvm, recordedVersion, versionOf } from './find-jvm';
import type { Jvm, JvmEngine } from './jvm-engine';
import { noCrac, refused } from './jvm-failures';

/** The JVM runs the service's hooks and writes as much data as it uses memory. */
const CHECKPOINT_SECONDS = 120;

/** Makes the driver of an engine whose JVM takes its checkpoint itself, when it is told or when the service asks. */
export function jvmDriver(engine: JvmEngine): EngineDriver {
  return {
    data: engine.data,
    captureEntrypoint: engine.captureEntrypoint,
    optionVariable: () => JDK_JAVA_OPTIONS,
    captureFiles: (spec) => engine.captureFiles(spec),
    asksItself: ({ checkpoint }) => checkpoint.trigger !== 'warm-up',
    // Such a JVM cannot call a checkpoint off.
    dryRunHooks: () => Promise.resolve(false),
    collectGarbage: () => Promise.resolve(false),
    checkpoint: (session) => take(engine, session),
    rewrite: engine.rewrite,
    readMemory: engine.readMemory,
    explainExit: (output) => noCrac(engine, output),
  };
}

async function take(engine: JvmEngine, session: CaptureSession): Promise<TakenCheckpoint> {
  const itself = session.spec.checkpoint.trigger !== 'warm-up';
  const { jvm, version } = itself ? await asked(engine, session) : await told(engine, session);
  const environment = await recordedEnvironment(session);
  return {
    engineName: `${engine.name}, JDK`,
    engineVersion: version,
    // Such a JDK continues its monotonic clock from where it was.
    clockSeconds: 0,
    manifest: { ...engine.manifest(jvm, environment), options: capturedOptions(environment) },
    excludedFiles: [CAPTURE_FILES.java, EXCHANGE.environment, ...engine.excludedFiles],
  };
}

interface Taken {
  readonly jvm: Jvm;
  readonly version: string;
}

/** `jcmd` has the JVM take it. */
async function told(engine: JvmEngine, session: CaptureSession): Promise<Taken> {
  const jvm = await findJvm(session);
  const version = await versionOf(session, jvm, engine.harmless);
  const { text: said } = await jcmd(session, jvm, ['JDK.checkpoint'], CHECKPOINT_SECONDS);
  const refusal = refused(engine, said);
  if (refusal !== undefined) throw (await engine.diagnose(session, said)) ?? refusal;
  await requireEvidence(engine, session, { kind: 'told', said, seconds: engine.endSeconds });
  return { jvm, version };
}

/** The service has the JVM take it, so neither `jcmd` nor a JDK is needed. */
async function asked(engine: JvmEngine, session: CaptureSession): Promise<Taken> {
  await requireEvidence(engine, session, { kind: 'asked', seconds: session.spec.readiness.timeoutSeconds });
  const jvm = await recordedJvm(session);
  return { jvm, version: await recordedVersion(session, jvm.java) };
}
