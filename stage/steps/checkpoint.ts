import type { StageContext } from '../stage-context';
import type { Captured, Running, Warmed } from './states';

/** Freezes the service, warm unless it asks for that itself; the engine answers for the evidence. */
export async function checkpoint(context: StageContext, service: Running | Warmed): Promise<Captured> {
  const user = `${service.user.uid}:${service.user.gid}`;
  const frozen = await context.driver.freeze(context, { container: service.container, user });
  return { ...service, answers: 'answers' in service ? service.answers : undefined, frozen };
}
