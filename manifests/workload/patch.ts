import { isDeepStrictEqual } from 'node:util';
import { InvalidManifest } from '../invalid-manifest';
import { copyOf } from '../json-patch';
import type { JsonPatch } from '../json-patch';
import type { KubernetesObject } from '../kubernetes-object';
import { restoreNeeds } from './restore-needs';
import type { WorkloadPlan } from './workload-plan';

/** Returns the objects after the operations of `patch`, none of which may change what a restore needs. */
export function patched(plan: WorkloadPlan, objects: readonly KubernetesObject[]): readonly KubernetesObject[] {
  const { patch = [] } = plan.options;
  if (patch.length === 0) return objects;
  return patch.reduce<readonly KubernetesObject[]>((all, operation) => {
    const target = targetOf(all, operation);
    const changed = applied(plan, target, operation);
    return all.map((object) => (object === target ? changed : object));
  }, objects.map(copyOf));
}

function targetOf(objects: readonly KubernetesObject[], operation: JsonPatch): KubernetesObject {
  const [target, ...others] = objects.filter((object) => operation._isFor(object));
  if (target !== undefined && others.length === 0) return target;
  throw new InvalidManifest(
    `\`patch\` must name one object of the workload, got: ${JSON.stringify(operation.object)} for ${operation.toString()}; the workload has ${objects.map(nameOf).join(', ')}`,
  );
}

function applied(plan: WorkloadPlan, object: KubernetesObject, operation: JsonPatch): KubernetesObject {
  const obstacle = operation._obstacle(object);
  if (obstacle !== undefined) {
    throw new InvalidManifest(
      `\`patch\` must apply to the finished objects, got: ${operation.toString()} on ${nameOf(object)}, where ${obstacle}; correct the path, or add what holds it first`,
    );
  }
  const changed = operation._apply(object);
  const before = restoreNeeds(plan, object);
  const after = restoreNeeds(plan, changed);
  const taken = before.find(({ value }, index) => !isDeepStrictEqual(value, after[index]?.value));
  if (taken === undefined) return changed;
  throw new InvalidManifest(
    `\`patch\` must leave what a restore needs, got: ${operation.toString()} on ${nameOf(object)}, which changes ${taken.what}; ${taken.remedy}`,
  );
}

function nameOf({ kind, metadata }: KubernetesObject): string {
  return `${kind}/${metadata.name ?? ''}`;
}
