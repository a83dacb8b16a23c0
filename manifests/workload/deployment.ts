import type { Deployment } from 'kubernetes-types/apps/v1';
import type { Container, PodSpec } from 'kubernetes-types/core/v1';
import type { KubernetesObject } from '../kubernetes-object';
import { configMapName, hasValues } from './config-map';
import { environmentHash } from './environment';
import { initContainers } from './init-containers';
import { metadata, podLabels, selectorLabels } from './metadata';
import { nodesOf } from './nodes';
import { lifecycle, probes, startupSeconds, terminationGraceSeconds } from './probes';
import { resources } from './resources';
import { podSecurityContext, securityContext } from './security-context';
import { sidecars } from './sidecars';
import { startVariables } from './start-variables';
import { renderMounts, renderVolumes } from './volumes';
import type { WorkloadPlan } from './workload-plan';

/** The name of the service's container; `sidecars` are others. */
export const SERVICE_CONTAINER = 'service';

const HASH_ANNOTATION = 'eks-crac.io/environment-hash';
const RECORD_ANNOTATION = 'eks-crac.io/record-digest';
const REPLICAS = 2;
// Added to the start itself: scheduling, a new node, the image pull.
const ROLLOUT_RESERVE_SECONDS = 600;

export function deployment(plan: WorkloadPlan): Deployment & KubernetesObject {
  const { options } = plan;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata(plan),
    spec: {
      // A number here would reset the autoscaler's with every deployment.
      ...(options.autoscaling === undefined ? { replicas: options.replicas ?? REPLICAS } : {}),
      progressDeadlineSeconds: startupSeconds(plan, ROLLOUT_RESERVE_SECONDS),
      selector: { matchLabels: selectorLabels(plan) },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } },
      template: { metadata: { labels: podLabels(plan), ...podAnnotations(plan) }, spec: podSpec(plan) },
    },
  };
}

/** A pod reads its ConfigMap only once, so changed values must change the pod template. The record says what it runs. */
function podAnnotations(plan: WorkloadPlan): { annotations?: Record<string, string> } {
  const { recordDigest } = plan.deployed;
  const annotations = {
    ...(hasValues(plan) ? { [HASH_ANNOTATION]: plan.options.environmentHash ?? environmentHash(plan.values) } : {}),
    ...(recordDigest === undefined ? {} : { [RECORD_ANNOTATION]: recordDigest }),
  };
  return Object.keys(annotations).length === 0 ? {} : { annotations };
}

function podSpec(plan: WorkloadPlan): PodSpec {
  const { name, options, shape } = plan;
  const prepared = initContainers(plan);
  return {
    automountServiceAccountToken: false,
    // The names of all Services in the namespace would be variables of the service, and differ from the capture's.
    enableServiceLinks: false,
    serviceAccountName: name,
    ...hostUsers(plan),
    ...nodesOf(plan.record),
    ...(options.tolerations === undefined ? {} : { tolerations: [...options.tolerations] }),
    securityContext: podSecurityContext(shape),
    terminationGracePeriodSeconds: terminationGraceSeconds(plan),
    topologySpreadConstraints: [
      {
        labelSelector: { matchLabels: selectorLabels(plan) },
        maxSkew: 1,
        topologyKey: 'topology.kubernetes.io/zone',
        whenUnsatisfiable: 'ScheduleAnyway',
      },
    ],
    ...(prepared.length === 0 ? {} : { initContainers: prepared }),
    containers: [serviceContainer(plan), ...sidecars(options)],
    volumes: renderVolumes(plan),
  };
}

function serviceContainer(plan: WorkloadPlan): Container {
  return {
    name: SERVICE_CONTAINER,
    image: plan.image,
    // A digest never changes: asking the registry again would only delay a restore.
    imagePullPolicy: 'IfNotPresent',
    ports: [{ name: 'http', containerPort: plan.record.pod.port }],
    ...(hasValues(plan) ? { envFrom: [{ configMapRef: { name: configMapName(plan) } }] } : {}),
    env: [...startVariables(plan)],
    resources: resources(plan.shape),
    securityContext: securityContext(plan.shape),
    ...probes(plan),
    ...lifecycle(plan),
    volumeMounts: renderMounts(plan),
  };
}

/** Capabilities apply only in the pod's user namespace, unless a volume cannot be mounted there. */
function hostUsers({ delivery, shape }: WorkloadPlan): Pick<PodSpec, 'hostUsers'> {
  if (shape.capabilities.length === 0) return {};
  return { hostUsers: delivery?.mapsUsers !== true };
}
