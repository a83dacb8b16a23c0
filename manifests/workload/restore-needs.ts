import type { Deployment } from 'kubernetes-types/apps/v1';
import type { ConfigMap, Container, PodSpec } from 'kubernetes-types/core/v1';
import type { KubernetesObject } from '../kubernetes-object';
import { SERVICE_CONTAINER } from './deployment';
import { nodesOf } from './nodes';
import { RESERVED_VARIABLES } from './environment-rules';
import { coversRuntime, hiddenPath } from './planned-volumes';
import { securityContext } from './security-context';
import { renderMounts, renderVolumes } from './volumes';
import type { WorkloadPlan } from './workload-plan';

/** A part of an object that a restore depends on, with its current value. */
export interface RestoreNeed {
  /** The name of the part in errors. */
  readonly what: string;
  readonly value: unknown;
  /** What to do instead of changing it. */
  readonly remedy: string;
}

/** Returns what a patch must not change in an object; for the object after a patch the list has the same order. */
export function restoreNeeds(plan: WorkloadPlan, object: KubernetesObject): readonly RestoreNeed[] {
  const { apiVersion, kind, metadata } = object;
  return [
    {
      what: 'what the object is called',
      value: [apiVersion, kind, metadata.name, metadata.namespace],
      remedy: 'the objects find each other by it; set `name` or `namespace`',
    },
    ...(isDeployment(object) ? podNeeds(plan, object.spec?.template.spec) : []),
    ...(isConfigMap(object) ? [valueNeed(object)] : []),
    ...(isDelivered(plan, object) ? [deliveryNeed(object)] : []),
  ];
}

function podNeeds(plan: WorkloadPlan, pod: PodSpec | undefined): readonly RestoreNeed[] {
  const service = pod?.containers.find(({ name }) => name === SERVICE_CONTAINER);
  return [
    ...programNeeds(service),
    {
      what: 'the privileges of the service',
      value: [pick(service?.securityContext, Object.keys(securityContext(plan.shape))), pod?.hostUsers],
      remedy: `they are those with which ${plan.record.release} was proven; choose a release of another engine for others`,
    },
    {
      what: "the limits of the service's container",
      value: service?.resources?.limits,
      remedy: 'set `limits`',
    },
    {
      what: 'the processes that the pod sees',
      value: [pod?.shareProcessNamespace, pod?.hostPID],
      remedy: 'a restored process has the numbers of its capture, which must be free',
    },
    {
      what: 'the nodes of the pod',
      value: [pick(pod?.nodeSelector, Object.keys(nodesOf(plan.record).nodeSelector ?? {})), requiredNodes(plan, pod)],
      remedy: 'a checkpoint runs on the CPUs that it was captured on; choose a release of another CPU class',
    },
    ...volumeNeeds(plan, pod, service),
  ];
}

/** A pod may prefer some of the nodes, but not others. */
function requiredNodes({ record }: WorkloadPlan, pod: PodSpec | undefined): unknown {
  if (nodesOf(record).affinity === undefined) return undefined;
  return pod?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
}

function programNeeds(service: Container | undefined): readonly RestoreNeed[] {
  return [
    { what: 'the image of the service', value: service?.image, remedy: 'choose another `release`' },
    {
      what: 'the command of the service',
      value: [service?.command, service?.args],
      remedy: '`start` of the image has to run; change the command in the image that is captured',
    },
    ...RESERVED_VARIABLES.map(({ names, remedy }) => ({
      what: 'variables that no workload sets',
      value: service?.env?.filter(({ name }) => names.test(name)),
      remedy,
    })),
  ];
}

function volumeNeeds(
  plan: WorkloadPlan,
  pod: PodSpec | undefined,
  service: Container | undefined,
): readonly RestoreNeed[] {
  const volumes = renderVolumes(plan).map(({ name }) => name);
  const mounts = renderMounts(plan).map(({ mountPath }) => mountPath);
  return [
    {
      what: 'the volumes of the checkpoint and of captured files',
      value: [
        pod?.volumes?.filter(({ name }) => volumes.includes(name)),
        service?.volumeMounts?.filter(({ mountPath }) => mounts.includes(mountPath) || covers(plan, mountPath)),
      ],
      remedy: 'set `volumes`, or choose another path for a volume of your own',
    },
    {
      what: 'a container that fills volumes',
      value: pod?.initContainers?.filter(({ name }) => ['fetch', 'seed'].includes(name)),
      remedy: 'set `volumes` or choose another store',
    },
  ];
}

/** Returns whether a mount would hide something that a restore needs from the image or from the workload's volumes. */
function covers({ record }: WorkloadPlan, mountPath: string): boolean {
  const path = mountPath.replace(/\/+$/, '');
  return coversRuntime(path) || hiddenPath(record, path) !== undefined;
}

function valueNeed({ data }: ConfigMap): RestoreNeed {
  return {
    what: 'values of the service',
    value: data,
    remedy: 'set `environment` or `systemProperties`, whose changes make new pods',
  };
}

function deliveryNeed(object: KubernetesObject): RestoreNeed {
  return {
    what: 'where the checkpoint is',
    value: (object as { readonly spec?: unknown }).spec,
    remedy: 'choose another store',
  };
}

function isDeployment(object: KubernetesObject): object is Deployment & KubernetesObject {
  return object.kind === 'Deployment';
}

function isConfigMap(object: KubernetesObject): object is ConfigMap & KubernetesObject {
  return object.kind === 'ConfigMap';
}

function isDelivered({ delivery }: WorkloadPlan, { kind, metadata }: KubernetesObject): boolean {
  return (delivery?.objects ?? []).some((object) => object.kind === kind && object.metadata.name === metadata.name);
}

function pick(from: object | undefined, names: readonly string[]): unknown {
  return Object.fromEntries(Object.entries(from ?? {}).filter(([name]) => names.includes(name)));
}
