import { httpReadiness } from '../../support/http-readiness';
import type { ReleaseRecord } from '../../../contract';
import { captureShape, ENGINES, restoreShape } from '../../../engines';
import type { PodShape } from '../../../engines';
import type { ContainerMount, ContainerRuntime } from '../../../stage/containers';
import { findStartReport } from '../../../contract/start-line';
import type { StartReport } from '../../../contract/start-line';
import { probeHttp } from '../../../kit/http/probe';
import { ProcessRunner } from '../../../kit/process';
import { waitUntil } from '../../../kit/wait';
import { onOtherClock } from './other-clock';
import type { PodNetwork } from './pod-network';

const DEADLINE = { timeoutMs: 30_000, intervalMs: 50 };

interface Surroundings {
  /** Names in the container's hosts file, and their addresses. */
  readonly hosts?: Readonly<Record<string, string>>;
  /** The pod whose network it joins. */
  readonly pod?: PodNetwork;
  readonly mounts?: readonly ContainerMount[];
  /** What differs from the pod's shape. */
  readonly shape?: Partial<PodShape>;
}

/** A container started by hand from a release, like a pod: with the record's user, limits and privileges. */
export class RestoredContainer {
  private readonly runner = new ProcessRunner();

  private constructor(
    private readonly containers: ContainerRuntime,
    private readonly record: ReleaseRecord,
    public readonly id: string,
    /** The container whose network it joined and whose port is used. */
    private readonly pod: string = id,
  ) {}

  public static async start(
    containers: ContainerRuntime,
    record: ReleaseRecord,
    env: Readonly<Record<string, string>> = {},
    { hosts = {}, mounts = [], pod, shape = {} }: Surroundings = {},
  ): Promise<RestoredContainer> {
    const { deadlineMs, gid, port, uid } = record.pod;
    const image = `${record.repository}@${record.images.checkpoint.digest}`;
    await containers.pull(image);
    const id = await containers.run({
      image,
      labels: { 'eks-crac.test': record.service },
      mounts,
      ...(pod === undefined
        ? {
            network: { kind: 'network', name: containers.program === 'docker' ? 'bridge' : 'podman', aliases: [] },
            publish: [port],
            hosts,
          }
        : { network: { kind: 'container', id: pod.container } }),
      env: { EKS_CRAC_RELEASE: record.release, EKS_CRAC_DEADLINE_MS: String(deadlineMs), ...env },
      shape: {
        ...restoreShape(ENGINES[record.engine.type], {
          user: { uid, gid },
          limits: record.pod,
          readOnlyRoot: false,
          volumes: [],
        }),
        ...shape,
      },
    });
    return new RestoredContainer(containers, record, id, pod?.container);
  }

  /**
   * Like `start`, but with a clock some seconds ahead of this machine's; on a pod's node this needs no time namespace.
   */
  public static async startLater(
    containers: ContainerRuntime,
    record: ReleaseRecord,
    seconds: number,
  ): Promise<RestoredContainer> {
    const { deadlineMs, gid, port, uid } = record.pod;
    const image = `${record.repository}@${record.images.checkpoint.digest}`;
    await containers.pull(image);
    const { cmd, entrypoint } = await containers.inspectImage(image);
    const id = await containers.run({
      image,
      labels: { 'eks-crac.test': record.service },
      network: { kind: 'network', name: containers.program === 'docker' ? 'bridge' : 'podman', aliases: [] },
      publish: [port],
      env: { EKS_CRAC_RELEASE: record.release, EKS_CRAC_DEADLINE_MS: String(deadlineMs) },
      ...onOtherClock(seconds, { uid, gid }, [...entrypoint, ...cmd]),
      shape: captureShape(ENGINES[record.engine.type], {
        user: { uid, gid },
        limits: record.pod,
        readOnlyRoot: false,
        volumes: [],
      }),
    });
    return new RestoredContainer(containers, record, id);
  }

  /** Wraps a container that was started in another way. */
  public static of(containers: ContainerRuntime, record: ReleaseRecord, id: string): RestoredContainer {
    return new RestoredContainer(containers, record, id);
  }

  /** Removes containers started from a release, and its image. */
  public static async removeAll(containers: ContainerRuntime, record: ReleaseRecord): Promise<void> {
    await containers.remove('container', await containers.list('container', `eks-crac.test=${record.service}`));
    await containers.remove('image', [`${record.repository}@${record.images.checkpoint.digest}`]);
  }

  /** Waits for the readiness path and for the line of `start`. */
  public async ready(): Promise<StartReport> {
    await this.answers();
    return waitUntil<StartReport>(DEADLINE, async () => {
      const { stderr } = await this.containers.logs(this.id);
      const report = findStartReport(stderr);
      return report === undefined ? { seen: stderr } : { found: report };
    });
  }

  /** Waits until the readiness path responds. */
  public async answers(): Promise<void> {
    const { path, status } = httpReadiness(this.record);
    const base = await this.baseUrl();
    await waitUntil(DEADLINE, () => probeHttp(`${base}${path}`, status));
  }

  public async request(path: string, init: RequestInit = {}): Promise<{ status: number; body: string }> {
    const response = await fetch(`${await this.baseUrl()}${path}`, { ...init, signal: AbortSignal.timeout(10_000) });
    return { status: response.status, body: await response.text() };
  }

  /** Waits until it is ready, and returns the body of an answer. */
  public async answersWith(path: string): Promise<string> {
    await this.answers();
    return (await this.request(path)).body;
  }

  public async read(path: string): Promise<string> {
    return (await this.containers.exec(this.id, ['/bin/sh', '-c', 'cat "$0"', path])).stdout;
  }

  /** The service's output so far. */
  public async output(): Promise<string> {
    return (await this.containers.logs(this.id)).stdout;
  }

  /** Waits for output of the service, which reaches the container runtime after the answer of the service does. */
  public async hasPrinted(text: RegExp): Promise<void> {
    await waitUntil(DEADLINE, async () => {
      const output = await this.output();
      return text.test(output) ? { found: true } : { seen: output };
    });
  }

  /** The service's error output so far. */
  public async errors(): Promise<string> {
    return (await this.containers.logs(this.id)).stderr;
  }

  /** Returns the command line and the environment of the container's JVM. */
  public async jvm(): Promise<{ command: readonly string[]; environment: readonly string[] }> {
    const find = 'for exe in /proc/[0-9]*/exe; do case $(readlink "$exe") in */java) cat "${exe%exe}$0";; esac; done';
    const ask = async (file: string) =>
      (await this.containers.exec(this.id, ['/bin/sh', '-c', find, file])).stdout.split('\0').slice(0, -1);
    return { command: await ask('cmdline'), environment: await ask('environ') };
  }

  /** Sends a signal to the service and returns the container's exit status. */
  public async end(signal: string): Promise<number> {
    await this.containers.kill(this.id, signal);
    return this.containers.wait(this.id, DEADLINE.timeoutMs);
  }

  public async ended(): Promise<number> {
    return this.containers.wait(this.id, DEADLINE.timeoutMs);
  }

  /** Stops it like the container runtime does by default: SIGTERM, and SIGKILL after ten seconds. */
  public async stop(): Promise<void> {
    await this.runner.run([this.containers.program, 'stop', this.id], { timeoutMs: DEADLINE.timeoutMs });
  }

  public async startAgain(): Promise<void> {
    await this.containers.start(this.id);
  }

  /** Returns its base URL on this machine. */
  public async baseUrl(): Promise<string> {
    return `http://127.0.0.1:${await this.containers.publishedPort(this.pod, this.record.pod.port)}`;
  }
}
