import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hasProgram } from '../../../machine/host';
import type { Host } from '../../../machine/host';
import { whenMissing } from '../../../machine/files';
import { packagePath } from '../../../kit/package-path';
import type { ProcessRunner } from '../../../kit/process';
import { part } from './progress';
import type { Say } from './progress';

export const KUBERNETES_VERSION = 'v1.36.3';

/** Small programs of the module itself. */
const OWN = ['coredns', 'pause'];
const PROGRAMS = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet', 'kube-proxy', 'kubectl'];
const MODULE = packagePath('test/cluster/kubernetes');
const LD_FLAGS = `-s -w -X k8s.io/component-base/version.gitVersion=${KUBERNETES_VERSION}`;

/** The programs of Kubernetes and its name service, built by Go from their modules; `go.sum` holds the hash of each. */
export class KubernetesPrograms {
  private constructor(private readonly folder: string) {}

  public static async in(cache: string): Promise<KubernetesPrograms> {
    const inputs = await Promise.all(
      ['go.mod', 'go.sum', ...OWN.map((name) => `${name}/main.go`)].map((name) => readFile(join(MODULE, name), 'utf8')),
    );
    const recipe = JSON.stringify([inputs, PROGRAMS, LD_FLAGS]);
    return new KubernetesPrograms(join(cache, `go-${createHash('sha256').update(recipe).digest('hex').slice(0, 12)}`));
  }

  /** First in PATH for whoever uses them. */
  public get bin(): string {
    return this.folder;
  }

  public path(program: string): string {
    return join(this.folder, program);
  }

  public async areBuilt(): Promise<boolean> {
    return (await whenMissing(readFile(join(this.folder, 'pause')), undefined)) !== undefined;
  }

  /** The folder appears whole or not at all. */
  public async build(host: Host, runner: ProcessRunner, say: Say, signal?: AbortSignal): Promise<void> {
    if (await this.areBuilt()) return;
    if (!(await hasProgram(host, 'go'))) {
      throw new Error(
        'the cluster tests build Kubernetes, and `go` is not in PATH\n  → install Go 1.26 or newer, or set `EKS_CRAC_TEST_CLUSTER=skip` to do without these tests',
      );
    }
    const draft = `${this.folder}.draft`;
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { recursive: true });
    const go = ['go', 'build', '-trimpath', '-ldflags', LD_FLAGS, '-o', `${draft}/`];
    const run = { signal, cwd: MODULE, env: { GOFLAGS: '-mod=readonly -buildvcs=false', GOWORK: 'off' } };
    await part(say, `build Kubernetes ${KUBERNETES_VERSION} (minutes the first time)`, async () => {
      await runner.run([...go, ...PROGRAMS.map((name) => `k8s.io/kubernetes/cmd/${name}`)], run);
      await runner.run([...go, ...OWN.map((name) => `./${name}`)], run);
    });
    await rm(this.folder, { recursive: true, force: true });
    await rename(draft, this.folder);
  }
}
