import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { request } from 'undici';
import { whenMissing } from '../../../machine/files';
import { ProcessRunner } from '../../../kit/process';
import type { ClusterNamespace } from './cluster-namespace';
import type { Workload } from './restored-workload';
import { Cluster } from '../harness/cluster';

const TICKS_PER_SECOND = 100;
const LONGEST_MS = 60_000;

/** What the start of one pod took, in milliseconds. */
export interface StartTimes {
  readonly createdToStarted: number;
  readonly startedToAnswer: number;
  readonly answerToReady: number;
  readonly createdToReady: number;
}

/**
 * Starts a workload's pod a number of times, each on a node that has its image, and looks at it from outside: the
 * cluster's own times are whole seconds.
 */
export class StartTimer {
  public constructor(
    private readonly namespace: ClusterNamespace,
    private readonly workload: Workload,
    private readonly path: string,
    private readonly port: number,
  ) {}

  public async measure(times: number): Promise<readonly StartTimes[]> {
    const results: StartTimes[] = [];
    for (let index = 0; index < times; index += 1) {
      await this.scale(0);
      await this.namespace.run(['wait', '--for=delete', 'pod', '--selector', this.selector, '--timeout', '60s']);
      results.push(await this.start());
    }
    return results;
  }

  private async start(): Promise<StartTimes> {
    const known = await this.addresses();
    const done = new AbortController();
    const watch = this.watch(done.signal);
    try {
      await this.scale(1);
      const answered = await this.firstAnswer(known);
      const { created, ready } = await watch.times;
      const started = await this.containerStarted();
      return {
        createdToStarted: started - created,
        startedToAnswer: answered - started,
        answerToReady: ready - answered,
        createdToReady: ready - created,
      };
    } finally {
      done.abort();
    }
  }

  /** When the pod was seen first, and when it was seen ready. */
  private watch(signal: AbortSignal): { readonly times: Promise<{ created: number; ready: number }> } {
    const status = 'jsonpath={.metadata.name} {.status.conditions[?(@.type=="Ready")].status}{"\\n"}';
    let created: number | undefined;
    const times = new Promise<{ created: number; ready: number }>((resolve, reject) => {
      const onLine = (line: string) => {
        const now = Date.now();
        created ??= now;
        if (line.endsWith(' True')) resolve({ created, ready: now });
      };
      const list = ['get', 'pods', '--selector', this.selector, '--watch', '--output', status];
      this.namespace.watch(list, onLine, signal).then(() => reject(new Error('the watch has ended')), reject);
    });
    times.catch(() => undefined);
    return { times };
  }

  /** Asks the pod at its address from the moment that it has one. */
  private async firstAnswer(known: ReadonlySet<string>): Promise<number> {
    const end = performance.now() + LONGEST_MS;
    while (performance.now() < end) {
      const address = [...(await this.addresses())].find((name) => !known.has(name));
      if (address !== undefined && (await answers(`http://${address}:${this.port}${this.path}`))) return Date.now();
      await pause(5);
    }
    throw new Error(`the pod has not answered within ${LONGEST_MS / 1000} s`);
  }

  /** The addresses that the node's network has given away, one file each. */
  private async addresses(): Promise<ReadonlySet<string>> {
    const folder = join((await Cluster.onThisMachine()).folders.state, 'addresses', 'eks-crac-test');
    const names = await whenMissing(readdir(folder), []);
    return new Set(names.filter((name) => /^[\d.]+$/.test(name)));
  }

  /** When the container's first process began, from the kernel's account of it. */
  private async containerStarted(): Promise<number> {
    const pod = await this.workload.pod();
    const id = (pod.status?.containerStatuses?.[0]?.containerID ?? '').replace('containerd://', '');
    const { stdout } = await new ProcessRunner().run([...(await Cluster.onThisMachine()).ctr, 'tasks', 'list']);
    const pid =
      stdout
        .split('\n')
        .find((line) => line.startsWith(id))
        ?.split(/\s+/)[1] ?? '';
    const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /, '').split(' ');
    const upSeconds = Number.parseFloat(await readFile('/proc/uptime', 'utf8'));
    return Date.now() - (upSeconds - Number(fields[19]) / TICKS_PER_SECOND) * 1000;
  }

  private async scale(replicas: number): Promise<void> {
    await this.namespace.run(['scale', `deployment/${this.workload.name}`, '--replicas', String(replicas)]);
  }

  private get selector(): string {
    return `app.kubernetes.io/name=${this.workload.name}`;
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const { body, statusCode } = await request(url, { headersTimeout: 1000, bodyTimeout: 1000, reset: true });
    await body.dump();
    return statusCode === 200;
  } catch {
    return false;
  }
}
