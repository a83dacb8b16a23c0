import type { KubernetesObject } from '../kubernetes-object';
import { autoscaler, disruptionBudget } from './availability';
import { configMap } from './config-map';
import { deployment } from './deployment';
import { ingress } from './ingress';
import { namespace } from './namespace';
import { patched } from './patch';
import { service, serviceAccount } from './service';
import type { WorkloadOptions } from './workload-options';
import { workloadPlan } from './workload-plan';
import type { WorkloadPlan } from './workload-plan';

/** Returns all objects of a workload, each after the objects it depends on. */
export function workloadManifests(options: WorkloadOptions): readonly KubernetesObject[] {
  return workloadObjects(workloadPlan(options));
}

/** Returns the objects of a planned workload. */
export function workloadObjects(plan: WorkloadPlan): readonly KubernetesObject[] {
  return patched(plan, [
    ...namespace(plan),
    serviceAccount(plan),
    ...configMap(plan),
    ...(plan.delivery?.objects ?? []),
    deployment(plan),
    service(plan),
    ...ingress(plan),
    ...autoscaler(plan),
    disruptionBudget(plan),
  ]);
}
