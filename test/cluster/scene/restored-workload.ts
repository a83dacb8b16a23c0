import type { Deployment } from 'kubernetes-types/apps/v1';
import type { Pod, Service } from 'kubernetes-types/core/v1';
import type { ReleaseRecord } from '../../../contract';
import { imageDelivery, workloadManifests } from '../../../manifests';
import type { KubernetesObject, WorkloadOptions } from '../../../manifests';
import { probeHttp } from '../../../kit/http/probe';
import type { ClusterNamespace } from './cluster-namespace';

type Changes = Partial<Omit<WorkloadOptions, 'record' | 'namespace' | 'name'>> & {
  /** Variables that are not a user's to set. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Anything else that differs in an object. */
  readonly change?: (object: KubernetesObject) => KubernetesObject;
};

/** A workload in the cluster, from the same manifests as the construct's. */
export class Workload {
  public constructor(
    private readonly namespace: ClusterNamespace,
    public readonly name = 'plain',
  ) {}

  /** The address of a path that stays the same when pods come and go, once the node sends it on to a pod. */
  public async address(path: string): Promise<string> {
    const service = ['get', 'service', this.name, '--namespace', this.namespace.name];
    const { spec } = await this.namespace.kubectl.json<Service>(service);
    const url = `http://${spec?.clusterIP ?? ''}:${spec?.ports?.[0]?.port ?? ''}${path}`;
    await this.namespace.kubectl.until(() => probeHttp(url, 200));
    return url;
  }

  public async apply(record: ReleaseRecord, changes: Changes = {}): Promise<void> {
    const { change = unchanged, variables = {}, ...options } = changes;
    const given = { delivery: imageDelivery(), replicas: 1, ...options };
    const objects = workloadManifests({ record, name: this.name, namespace: this.namespace.name, ...given });
    await this.namespace.apply(objects.map((object) => change(withVariables(object, variables))));
  }

  /** Applies it and waits until all of its pods are ready. */
  public async rollOut(record: ReleaseRecord, changes: Changes = {}): Promise<void> {
    await this.apply(record, changes);
    await this.namespace.rolledOut(this.name);
  }

  public pod(): Promise<Pod> {
    return this.namespace.pod(this.name);
  }

  public pods(): Promise<readonly Pod[]> {
    return this.namespace.pods(this.name);
  }

  /** Waits until no pod of a release is left. */
  public async ended(release: string): Promise<void> {
    const selector = `app.kubernetes.io/name=${this.name},app.kubernetes.io/version=${release}`;
    await this.namespace.run(['wait', '--for=delete', 'pod', '--selector', selector, '--timeout', '60s']);
  }

  /** Waits until so many pods of a release are ready, and no other is left. */
  public async onlyOf(release: string, count: number): Promise<void> {
    await this.namespace.kubectl.until(async () => {
      const pods = await this.pods();
      const of = pods.map((pod) => pod.metadata?.labels?.['app.kubernetes.io/version'] ?? '');
      const ready = pods.filter((pod) =>
        pod.status?.conditions?.some(({ status, type }) => type === 'Ready' && status === 'True'),
      );
      const isSo = of.every((one) => one === release) && ready.length === count && pods.length === count;
      return isSo ? { found: true } : { seen: `pods of ${of.join(', ')}, ${ready.length} ready` };
    });
  }

  public remove(): Promise<void> {
    return this.namespace.remove(this.name);
  }
}

const unchanged = (object: KubernetesObject): KubernetesObject => object;

function withVariables(object: KubernetesObject, variables: Readonly<Record<string, string>>): KubernetesObject {
  if (object.kind !== 'Deployment') return object;
  const deployment = structuredClone(object) as Deployment & KubernetesObject;
  const [service] = deployment.spec?.template.spec?.containers ?? [];
  service?.env?.push(...Object.entries(variables).map(([name, value]) => ({ name, value })));
  return deployment;
}

/** How often the kubelet has started the service again. */
export function restarts(pod: Pod): number {
  return pod.status?.containerStatuses?.[0]?.restartCount ?? 0;
}

export function podUrl(pod: Pod, path: string): string {
  const port = pod.spec?.containers[0]?.ports?.[0]?.containerPort ?? 0;
  return `http://${pod.status?.podIP ?? ''}:${port}${path}`;
}
