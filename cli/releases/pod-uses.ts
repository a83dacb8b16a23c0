import { z } from 'zod';
import { exitedOrThrow } from '../../kit/process';
import { Failure } from '../../kit/report/failure';
import type { Use } from '../../releases/retention/listing';
import type { UseSource } from '../../releases/retention/service-world';
import type { Kubectl } from '../rehearsal/cluster';

const DIGEST = /sha256:[0-9a-f]{64}/g;
// What may start pods, and pods of other kinds and of nobody.
const KINDS = 'pods,deployments.apps,statefulsets.apps,daemonsets.apps,cronjobs.batch,jobs.batch';

const objects = z.object({
  items: z.array(
    z.looseObject({
      kind: z.string(),
      metadata: z.looseObject({ name: z.string(), namespace: z.string().default('') }),
    }),
  ),
});

/** Everything in a cluster that runs an image, or can start a pod that does. */
export function podUses(kubectl: Kubectl): UseSource {
  return async () => {
    const { items } = await read(kubectl);
    return items.flatMap((item): Use[] => {
      const { kind, metadata } = item;
      const digests = new Set(JSON.stringify(item).match(DIGEST));
      const by = `${kind} ${metadata.namespace}/${metadata.name} in ${kubectl.context}`;
      return [...digests].map((digest) => ({ by, what: { digest } }));
    });
  };
}

async function read(kubectl: Kubectl): Promise<z.output<typeof objects>> {
  try {
    return await kubectl.json(objects, ['get', KINDS, '--all-namespaces']);
  } catch (error) {
    const { stderr } = exitedOrThrow(error);
    throw new Failure(
      'cluster-unavailable',
      `what runs in ${kubectl.context} could not be read, so nothing was removed: ${stderr.trim()}`,
      'check your login and your rights: `kubectl get pods --all-namespaces` must work',
      { cause: error },
    );
  }
}
