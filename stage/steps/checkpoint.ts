import type { CaptureContainer } from '../engines';
import type { StageContext } from '../stage-context';
import type { Captured, Running, Warmed } from './states';

/** Freezes the service, warm unless it asks for that itself; the engine answers for the evidence. */
export async function checkpoint(context: StageContext, service: Running | Warmed): Promise<Captured> {
  const frozen = await context.driver.freeze(context, captureContainer(service));
  return { ...service, answers: 'answers' in service ? service.answers : undefined, frozen };
}

/** The running service, as an engine takes it. */
export function captureContainer({ container, user }: Running): CaptureContainer {
  return { container, user: `${user.uid}:${user.gid}` };
}
