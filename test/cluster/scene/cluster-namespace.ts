import { randomBytes } from 'node:crypto';
import type { Event, Namespace, Pod } from 'kubernetes-types/core/v1';
import type { KubernetesObject, PodSecurityLevel } from '../../../manifests';
import { findStartReport } from '../../../contract/start-line';
import type { StartReport } from '../../../contract/start-line';
import { ProcessError } from '../../../kit/process';
import type { Kubectl } from './kubectl';
import { testCluster } from './test-cluster';
import type { TestCluster } from './test-cluster';

const ROLLOUT = '120s';

/** A namespace of one test file, which enforces a level of the Pod Security Standards. */
export class ClusterNamespace {
  private constructor(
    public readonly name: string,
    public readonly cluster: TestCluster,
    public readonly kubectl: Kubectl,
  ) {}

  public static async create(level: PodSecurityLevel): Promise<ClusterNamespace> {
    const cluster = await testCluster();
    const name = `test-${randomBytes(4).toString('hex')}`;
    const labels = { 'pod-security.kubernetes.io/enforce': level };
    const namespace: Namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
    await cluster.kubectl.apply([namespace]);
    return new ClusterNamespace(name, cluster, cluster.kubectl);
  }

  /** Deletes everything in it, and waits until the pods have ended. */
  public async dispose(): Promise<void> {
    await this.kubectl.run(['delete', 'namespace', this.name, '--wait', '--timeout', ROLLOUT]);
  }

  public run(args: readonly string[], input?: string) {
    return this.kubectl.run(['--namespace', this.name, ...args], input);
  }

  /** Tells every line of a command that goes on until it is ended. */
  public watch(args: readonly string[], onLine: (line: string) => void, signal: AbortSignal): Promise<void> {
    return this.kubectl.watch(['--namespace', this.name, ...args], onLine, signal);
  }

  public apply(objects: readonly KubernetesObject[]): Promise<string> {
    return this.kubectl.apply(objects);
  }

  /** What the server would say to objects that are not kept: nothing when it accepts them, else its words. */
  public async refusal(objects: readonly object[]): Promise<string | undefined> {
    return this.kubectl.apply(objects, ['--dry-run=server', '--namespace', this.name]).then(
      () => undefined,
      (error: unknown) => {
        if (error instanceof ProcessError) return error.stderr;
        throw error;
      },
    );
  }

  /** Waits until a Deployment's pods are the new ones and all of them ready. */
  public async rolledOut(name: string): Promise<void> {
    await this.run(['rollout', 'status', `deployment/${name}`, '--timeout', ROLLOUT]).catch(async (error: unknown) => {
      throw new Error(`${name} did not roll out:\n${await this.explain()}`, { cause: error });
    });
  }

  /** Deletes a workload and waits until its pods are gone. */
  public async remove(name: string): Promise<void> {
    await this.run(['delete', 'deployment,pod', '--selector', selector(name), '--wait', '--timeout', ROLLOUT]);
  }

  /** The pods of a workload that are not about to end, the newest last. */
  public async pods(name: string): Promise<readonly Pod[]> {
    const list = ['get', 'pods', '--selector', selector(name), '--sort-by', '.metadata.creationTimestamp'];
    const { items } = await this.kubectl.json<{ items: Pod[] }>([...list, '--namespace', this.name]);
    return items.filter(({ metadata }) => metadata?.deletionTimestamp === undefined);
  }

  public async pod(name: string): Promise<Pod> {
    const [pod, ...others] = await this.pods(name);
    if (pod === undefined || others.length > 0) throw new Error(`not one pod of ${name}:\n${await this.explain()}`);
    return pod;
  }

  public async logs(pod: Pod, args: readonly string[] = []): Promise<string> {
    return (await this.run(['logs', pod.metadata?.name ?? '', '--container', 'service', ...args])).stdout;
  }

  /** What `start` said in a pod. */
  public async startReport(pod: Pod): Promise<StartReport> {
    return this.kubectl.until<StartReport>(async () => {
      const log = await this.logs(pod);
      const report = findStartReport(log);
      return report === undefined ? { seen: log } : { found: report };
    });
  }

  /** Waits for an event with such a reason, and answers its words. */
  public async event(reason: string, about = ''): Promise<string> {
    return this.kubectl.until<string>(async () => {
      const { items } = await this.kubectl.json<{ items: Event[] }>(['get', 'events', '--namespace', this.name]);
      const found = items.filter(({ involvedObject, reason: why }) => {
        return why === reason && (involvedObject.name ?? '').startsWith(about);
      });
      const message = found.at(-1)?.message;
      return message === undefined ? { seen: items.map(({ message: text }) => text).join('\n') } : { found: message };
    });
  }

  private async explain(): Promise<string> {
    const pods = await this.run(['describe', 'pods']);
    const log = ['logs', '--selector', 'app.kubernetes.io/managed-by=eks-crac', '--tail', '30', '--prefix'];
    const logs = await this.run(log).catch((error: unknown) => ({ stdout: String(error) }));
    return `${pods.stdout}\n${logs.stdout}`;
  }
}

function selector(name: string): string {
  return `app.kubernetes.io/name=${name}`;
}
