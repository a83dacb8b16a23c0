import type { StageContext } from '../stage-context';
import type { Captured, Warmed } from './states';

/** Freezes the warm service; the engine answers for the evidence. */
export async function checkpoint(context: StageContext, warmed: Warmed): Promise<Captured> {
  const user = `${warmed.user.uid}:${warmed.user.gid}`;
  const frozen = await context.driver.freeze(context, { container: warmed.container, user });
  return { ...warmed, frozen };
}
