import { TOOL_PROGRAM } from '../../../contract';
import type { ContainerLogs } from '../../containers';
import type { CaptureSession } from '../capture-session';
import { abort } from './agent';
import type { AgentAnswer } from './agent-answer';
import { notPreloaded } from './criu-failures';

/**
 * Returns what the boot clock of a node must read at least, in seconds; undefined when the library keeps the clock of the
 * service, to which any node is the same.
 */
export async function clockOf(
  session: CaptureSession,
  service: number,
  agent: AgentAnswer | undefined,
): Promise<number | undefined> {
  if (session.spec.checkpoint.clock === 'library') {
    if (agent?.clock === 'library') return undefined;
    if (agent !== undefined) {
      const failure = notPreloaded();
      await abort(session, failure.message);
      throw failure;
    }
    session.warn(
      'without the agent nothing keeps the clock of the service: a node that has been up for less time than this machine starts it cold, and its timers jump; set `checkpoint.clock: namespace` in the capture spec',
    );
  }
  const { stdout } = await execBesideService(session, service, [TOOL_PROGRAM, 'observe', String(service)], false);
  return Number(stdout);
}

/**
 * Runs a program of the layer on the clock of the service. With a time namespace it enters that: from outside, CRIU would
 * dump the namespace, and a pod may not restore one. Then it becomes the service's user without what only root needed; the
 * criu file capabilities grant what it needs.
 */
export function execBesideService(
  session: CaptureSession,
  service: number,
  argv: readonly string[],
  asService = true,
): Promise<ContainerLogs> {
  if (session.spec.checkpoint.clock === 'library') return session.exec(argv);
  return session.execAsRoot(asService ? [TOOL_PROGRAM, 'as', session.user, String(service), ...argv] : argv);
}
