import { VARIABLES } from '../../../contract';
import type { StageContext } from '../../context/stage-context';
import type { Pushed } from '../states';

/** The variable with which the agent of a restored copy draws from each generator and says what came. */
export function probeEnvironment({ spec }: StageContext, pushed: Pushed): Readonly<Record<string, string>> {
  return spec.gate.cloneProbe && hasAgent(pushed) ? { [VARIABLES.cloneProbe]: 'yes' } : {};
}

/** Whether the agent runs in the captured service, and thus in its copies. */
export function hasAgent({ taken }: Pushed): boolean {
  return taken.manifest.agent !== undefined;
}
