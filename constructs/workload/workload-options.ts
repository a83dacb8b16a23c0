import type { WorkloadIngress, WorkloadOptions } from '../../manifests';
import type { IngressOptions, RestoredWorkloadProps } from './restored-workload-props';

const CPU_PERCENT = 60;

/** What the props say of the Kubernetes objects alone. */
export function workloadOptions(
  props: RestoredWorkloadProps,
): Omit<WorkloadOptions, 'delivery' | 'environmentHash' | 'name' | 'namespace'> {
  const { autoscaling, ingress, limits, release } = props;
  const record = release._record;
  const { cpu, memoryMiB } = record.pod;
  return {
    ...{ record, createNamespace: props.createNamespace, cold: props.cold, replicas: props.replicas },
    ...{ environment: props.environment, systemProperties: props.systemProperties, volumes: props.volumes },
    maxUnavailable: props.maxUnavailable,
    coldStartSeconds: props.coldStartSeconds,
    terminationGraceSeconds: props.terminationGraceSeconds,
    autoscaling: autoscaling === undefined ? undefined : { cpuPercent: CPU_PERCENT, ...autoscaling },
    limits: { cpu: limits?.cpu ?? cpu, memoryMiB: limits?.memoryMiB ?? memoryMiB },
    ingress: ingress === undefined ? undefined : workloadIngress(ingress),
  };
}

function workloadIngress({ certificate, ...options }: IngressOptions): WorkloadIngress {
  return { ...options, ...(certificate === undefined ? {} : { certificateArn: certificate.certificateArn }) };
}
