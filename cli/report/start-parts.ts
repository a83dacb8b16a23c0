import { median } from '../rehearsal/measure';
import type { Bar } from './bar';
import type { Results } from './results';

/** Where the time of a restored start goes, as `start` reports it in a container. */
export function partsOfStart({ rows }: Results): readonly Bar[] {
  return rows.flatMap(({ id, parts, startMs }) => {
    if (id === 'cold' || parts === undefined) return [];
    const { hooksMs, listeningMs, restoreMs } = parts;
    return bar(
      'container',
      { restore: restoreMs?.median, hooks: hooksMs?.median },
      listeningMs?.median,
      startMs.median,
    );
  });
}

/** The same in a pod, after what the cluster does until its container runs. */
export function partsOfPods({ pods }: Results): readonly Bar[] {
  return pods.flatMap(({ id, readyMs, startMs, starts }) => {
    if (id === 'pod-cold') return [];
    const known = {
      restore: middle(starts.map((one) => one.restoreMs)),
      hooks: middle(starts.map((one) => one.hooksMs)),
    };
    const bars = bar('pod', known, middle(starts.map(({ ms }) => ms)), startMs.median);
    const ofCluster = { 'schedule, pull, kubelet': Math.max(0, readyMs.median - startMs.median) };
    return bars.map(({ name, pieces }) => ({ name, pieces: { ...ofCluster, ...pieces } }));
  });
}

function bar(
  name: string,
  { hooks = 0, restore }: { readonly hooks?: number | undefined; readonly restore?: number | undefined },
  listening: number | undefined,
  total: number,
): readonly Bar[] {
  if (restore === undefined) return [];
  const listens = Math.max(restore + hooks, listening ?? 0);
  return [
    {
      name,
      pieces: {
        restore,
        hooks,
        'checks, until it listens': listens - restore - hooks,
        'first answer': Math.max(0, total - listens),
      },
    },
  ];
}

function middle(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : median(known);
}
