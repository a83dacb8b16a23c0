import { lastLines } from '../../../kit/process';
import { CAPTURE_FILES } from '../../../contract';
import type { Failure } from '../../../kit/report/failure';
import type { CaptureSession } from '../capture-session';
import { diskFull, neverAsked, outOfMemory, refused, silent, unproven } from './jvm-failures';
import type { Begun, JvmEngine } from './jvm-engine';

const KILLED = 137;
const LOOK_SECONDS = 5;

/** Checks the status of a killed process, and what the engine left behind: each alone could have another cause. */
export async function requireEvidence(engine: JvmEngine, session: CaptureSession, begun: Begun): Promise<void> {
  const status = await endOf(engine, session, begun);
  const output = await outputOf(session);
  const lacking = [
    ...(status === KILLED ? [] : [`container status ${status} instead of ${KILLED}`]),
    ...(await engine.lacking(session, output)),
  ];
  if (lacking.length === 0) return;
  if ((await session.state()).outOfMemory) throw outOfMemory();
  throw (await knownFailure(engine, session, output)) ?? unproven(engine, lacking, lastLines(output));
}

/** Returns the status of the container; a refusal, after which the service goes on, is seen meanwhile. */
async function endOf(engine: JvmEngine, session: CaptureSession, begun: Begun): Promise<number> {
  for (let waited = 0; waited < begun.seconds; waited += LOOK_SECONDS) {
    const status = await session.ended(Math.min(LOOK_SECONDS, begun.seconds - waited) * 1000);
    if (status !== undefined) return status;
    const known = await knownFailure(engine, session, await outputOf(session));
    if (known !== undefined) throw known;
  }
  const output = await outputOf(session);
  throw begun.kind === 'told' ? silent(begun, output) : neverAsked(begun.seconds, output);
}

async function knownFailure(engine: JvmEngine, session: CaptureSession, output: string): Promise<Failure | undefined> {
  return (await engine.diagnose(session, output)) ?? refused(engine, output) ?? diskFull(output);
}

/** What the service wrote, to the container or to the files of the capture. */
async function outputOf(session: CaptureSession): Promise<string> {
  const { stderr, stdout } = await session.logs();
  const files = await Promise.all([CAPTURE_FILES.out, CAPTURE_FILES.err].map((name) => session.read(name)));
  return [stdout, stderr, ...files].join('');
}
