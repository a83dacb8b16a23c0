import { Duration, Fn, Lazy, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { environmentHash } from '../../manifests';
import type { KubernetesObject } from '../../manifests';
import type { AwaitedValue } from '../cluster/awaited-value';

/** The CDK's function that asks ends after 15 minutes, and has to end by itself to say why. */
const LONGEST = Duration.minutes(14);

/**
 * The condition of a Deployment whose pods are all of its newest template and ready. Until the controller has seen a
 * change it is that of the rollout before, so the generations are compared.
 */
const ROLLED_OUT =
  '.items[?(@.status.observedGeneration==@.metadata.generation)].status.conditions[?(@.reason=="NewReplicaSetAvailable")].status';

/** Returns what a stack waits for after it has applied the objects of a workload. */
export function rollout(
  scope: Construct,
  { name, namespace }: { readonly name: string; readonly namespace: string },
  objects: readonly KubernetesObject[],
  /** A text of the deployment that changes with the release, which the objects name by parameters. */
  release?: string,
): AwaitedValue {
  const stack = Stack.of(scope);
  const hash = Lazy.string({ produce: () => environmentHash(stack.resolve(objects)) });
  return {
    kind: 'deployment',
    name,
    namespace,
    path: ROLLED_OUT,
    timeout: LONGEST,
    revision: release === undefined ? hash : Fn.join('/', [hash, release]),
  };
}
