import { stateLines } from './pod-texts';
import type { Examination } from '../examination';
import { right, titled, unknown } from '../finding';
import type { Titled } from '../finding';
import { knownFindings } from '../files/known-findings';
import type { Log } from '../files/known-findings';
import type { PodFacts } from './pod-facts';

/** The line of `start`, of any version of it. */
const RESTORED = /^\{"eks-crac":"start","event":"decided","mode":"restored",.*"ms":([\d.]+)/m;

/** Looks at what a pod's containers, events and logs say. */
export function examinePod(name: string, facts: PodFacts): Examination {
  const logs: readonly Log[] = [
    { name: 'state', text: stateLines(facts.pod).join('\n') },
    { name: 'events', text: facts.events.join('\n') },
    ...Object.entries(facts.logs).map(([log, text]) => ({ name: log, text })),
  ];
  const known = knownFindings(logs);
  return { subject: 'pod', name, findings: [readiness(facts, known), ...starts(facts), ...known], code: 'pod-failed' };
}

function readiness({ events, pod }: PodFacts, known: readonly Titled[]): Titled {
  const ready = pod.status.conditions.find(({ type }) => type === 'Ready');
  if (ready?.status === 'True') return titled('pod', right('Ready'));
  const text = `${pod.status.phase}, not Ready${ready?.message === undefined || ready.message === '' ? '' : `: ${ready.message}`}`;
  if (known.length > 0) return titled('pod', unknown(text, 'the findings below say why'));
  const last = events.at(-1);
  return titled(
    'pod',
    unknown(text, last === undefined ? 'there is no event; look again in a moment' : `its last event: ${last}`),
  );
}

/** How each container was started, as far as its log says. */
function starts({ logs }: PodFacts): readonly Titled[] {
  return Object.entries(logs).flatMap(([name, text]) => {
    const ms = RESTORED.exec(text)?.[1];
    return ms === undefined ? [] : [titled(name, right(`restored in ${ms} ms`))];
  });
}
