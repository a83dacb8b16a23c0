import { VARIABLES } from '../../../contract';
import type { StageContext } from '../../context/stage-context';
import type { Pushed } from '../states';

/** Returns the variable that makes the agent of a restored copy draw from each generator and report the result. */
export function probeEnvironment({ spec }: StageContext, pushed: Pushed): Readonly<Record<string, string>> {
  return spec.gate.cloneProbe && hasAgent(pushed) ? { [VARIABLES.cloneProbe]: 'yes' } : {};
}

/** Returns whether the agent runs in the captured service, and so in its copies. */
export function hasAgent({ taken }: Pushed): boolean {
  return taken.manifest.agent !== undefined;
}
