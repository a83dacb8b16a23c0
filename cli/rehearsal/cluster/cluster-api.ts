import { Pool } from 'undici';
import { z } from 'zod';
import { waitUntil } from '../../../kit/wait';
import type { BackgroundProcess } from '../../../kit/process';
import type { Kubectl } from './kubectl';
import { podSchema } from './pod-state';
import type { PodState } from './pod-state';

const SERVING = /Starting to serve on (127\.0\.0\.1:\d+)/;
const OPEN_MS = 10_000;

const podsSchema = z.object({ items: z.array(podSchema) });
const deploymentSchema = z.object({
  status: z.object({
    conditions: z
      .array(z.object({ type: z.string(), status: z.string(), message: z.string().default('') }))
      .default([]),
  }),
});

/** A path of a pod, and the status that is expected of it. */
interface PodReadiness {
  readonly path: string;
  readonly port: number;
  readonly scheme?: 'http' | 'https' | undefined;
  readonly status: number;
}

/**
 * Accesses the cluster's API over plain HTTP through `kubectl proxy`, which adds the user's login: starting a process
 * for each of many requests per second would be far too slow. The API server reaches a pod's port wherever the pod
 * runs.
 */
export class ClusterApi {
  private constructor(
    private readonly proxy: BackgroundProcess,
    private readonly client: Pool,
    public readonly context: string,
    public readonly namespace: string,
  ) {}

  public static async open(kubectl: Kubectl, namespace: string): Promise<ClusterApi> {
    const proxy = await kubectl.start(['proxy', '--address=127.0.0.1', '--port=0']);
    const address = await waitUntil<string>({ timeoutMs: OPEN_MS, intervalMs: 20 }, () => {
      const output = proxy.output();
      const found = SERVING.exec(output)?.[1];
      return Promise.resolve(found === undefined ? { seen: output } : { found });
    });
    return new ClusterApi(proxy, new Pool(`http://${address}`), kubectl.context, namespace);
  }

  public async close(): Promise<void> {
    await this.client.destroy();
    await this.proxy.stop();
  }

  public async scale(deployment: string, replicas: number): Promise<void> {
    const { body, statusCode } = await this.client.request({
      method: 'PATCH',
      path: `/apis/apps/v1/namespaces/${this.namespace}/deployments/${deployment}/scale`,
      headers: { 'content-type': 'application/merge-patch+json' },
      body: JSON.stringify({ spec: { replicas } }),
    });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`the API server answered ${statusCode} to a change of scale: ${text}`);
  }

  public async pods(name: string): Promise<readonly PodState[]> {
    const selector = encodeURIComponent(`app.kubernetes.io/name=${name}`);
    const text = await this.get('/api/v1', `pods?labelSelector=${selector}`);
    return podsSchema.parse(JSON.parse(text)).items;
  }

  /** Returns why a Deployment's pods cannot be created, in the words of the cluster. */
  public async refusedPods(deployment: string): Promise<string | undefined> {
    const text = await this.get('/apis/apps/v1', `deployments/${deployment}`);
    const { conditions } = deploymentSchema.parse(JSON.parse(text)).status;
    return conditions.find(({ status, type }) => type === 'ReplicaFailure' && status === 'True')?.message;
  }

  /** Returns whether a path of a pod responds with a status. */
  public async answers(pod: string, { path, port, scheme, status }: PodReadiness): Promise<boolean> {
    const place = scheme === 'https' ? `https:${pod}` : pod;
    const { body, statusCode } = await this.client.request({
      method: 'GET',
      path: `/api/v1/namespaces/${this.namespace}/pods/${place}:${port}/proxy${path}`,
    });
    await body.dump();
    return statusCode === status;
  }

  /** Returns the status of a path of a Service; 503 while it has no ready pod. */
  public async serviceStatus(service: string, port: number, path: string): Promise<number> {
    const { body, statusCode } = await this.client.request({
      method: 'GET',
      path: `/api/v1/namespaces/${this.namespace}/services/${service}:${port}/proxy${path}`,
    });
    await body.dump();
    return statusCode;
  }

  /** Returns a container's output, each line prefixed with its time. */
  public log(pod: string, container = 'service'): Promise<string> {
    return this.get('/api/v1', `pods/${pod}/log?container=${container}&timestamps=true`);
  }

  private async get(group: string, question: string): Promise<string> {
    const { body, statusCode } = await this.client.request({
      method: 'GET',
      path: `${group}/namespaces/${this.namespace}/${question}`,
    });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`the API server answered ${statusCode} to ${question}: ${text}`);
    return text;
  }
}
