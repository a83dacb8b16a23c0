import { EXCHANGE, TOOL_PROGRAM } from '../../contract';
import type { CaptureSession } from './capture-session';

/** From which the `java` launcher takes options. */
export const JDK_JAVA_OPTIONS = 'JDK_JAVA_OPTIONS';

/** Variables from which a JVM takes options. */
export const JVM_OPTION_VARIABLES = [JDK_JAVA_OPTIONS, 'JAVA_TOOL_OPTIONS', '_JAVA_OPTIONS'];

/** Returns the variables of the capture container; a variable that a script of the image set is not among them. */
export async function captureEnvironment(session: CaptureSession): Promise<ReadonlyMap<string, string>> {
  const { stdout } = await session.exec([TOOL_PROGRAM, 'environment']);
  return variablesIn(stdout);
}

/** Returns the same from what the program of the capture wrote down, also when the container has ended. */
export async function recordedEnvironment(session: CaptureSession): Promise<ReadonlyMap<string, string>> {
  return variablesIn((await session.read(EXCHANGE.environment)) ?? '');
}

function variablesIn(text: string): ReadonlyMap<string, string> {
  const entries = text.split('\0').filter((entry) => entry.includes('='));
  return new Map(entries.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]));
}

/** Returns the options that the JVM of the capture got from variables; others in a pod would have no effect on it. */
export function capturedOptions(environment: ReadonlyMap<string, string>): string[] {
  const texts = JVM_OPTION_VARIABLES.map((name) => environment.get(name) ?? '');
  return texts.flatMap((text) => text.split(/\s+/)).filter((option) => option !== '');
}
