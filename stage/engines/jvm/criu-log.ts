import { lastLines } from '../../../kit/process';
import { Failure } from '../../../kit/report/failure';
import { explain } from '../../../knowledge';
import type { CaptureSession } from '../capture-session';
import { diskFull } from './jvm-failures';

const INVENTORY = 'inventory.img';
const SUCCESS = /Dumping finished successfully/;

/** The log of the CRIU that a JVM runs: the JVM itself only says where it is. */
export interface CriuLog {
  readonly name: string;
  lacking(session: CaptureSession): Promise<readonly string[]>;
  diagnose(session: CaptureSession): Promise<Failure | undefined>;
}

export function criuLog(name: string): CriuLog {
  return {
    name,
    lacking: async (session) => [
      ...(SUCCESS.test((await session.read(name)) ?? '') ? [] : [`no success in ${name}`]),
      ...((await session.bytes(INVENTORY)) > 0 ? [] : [`no ${INVENTORY}`]),
    ],
    diagnose: async (session) => failureIn((await session.read(name)) ?? ''),
  };
}

function failureIn(log: string): Failure | undefined {
  const errors = log.split('\n').filter((line) => line.includes('Error'));
  if (errors.length === 0 || SUCCESS.test(log)) return undefined;
  const said = lastLines(errors.join('\n'));
  const { remedy, text } = explain(said, {
    text: said,
    remedy: 'see docs/troubleshooting.md for what CRIU cannot checkpoint',
  });
  return diskFull(log) ?? new Failure('checkpoint-failed', `the CRIU that the JVM ran failed: ${text}`, remedy);
}
