import { sessionOf } from '../session';
import type { Captured, Running, Warmed } from '../states';
import type { Step } from '../step';

/**
 * Takes the checkpoint. The engine resolves only once it has verified it. A service that triggers its own checkpoint has
 * not been warmed up.
 */
export const checkpoint: Step<Running | Warmed, Captured> = {
  id: 'checkpoint',
  title: 'take the checkpoint',
  summary: ({ taken }, { spec }) =>
    `${taken.engineName} ${taken.engineVersion}${spec.checkpoint.hooks === 'skip' ? ', hooks skipped' : ''}`,

  async run(context, service) {
    const taken = await context.engine.checkpoint(sessionOf(context, service));
    return { ...service, answers: 'answers' in service ? service.answers : undefined, taken };
  },
};
