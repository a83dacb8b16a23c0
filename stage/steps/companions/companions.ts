import type { Accompanied, Layered } from '../states';
import type { Step } from '../step';
import { startCompanions } from './start-companions';

/** Starts the service's companions on a network of the run. */
export const companions: Step<Layered, Accompanied> = {
  id: 'companions',
  title: 'start the companions',
  summary: ({ network }) => network.companions.join(', ') || 'none declared',

  async run(context, layered) {
    return { ...layered, network: await startCompanions(context, layered.companionImages) };
  },
};
