import { z } from 'zod';
import type { CaptureSpec } from '../../../contract';
import { exitedOrThrow, ProcessError } from '../../../kit/process';
import type { ProcessRunner } from '../../../kit/process';
import { Failure } from '../../../kit/report/failure';
import { Kubectl } from './kubectl';
import { requireRights } from './rights';
import { RunNamespace } from './run-namespace';
import { validateForCluster } from './spec-rules';

/** Pods of engines with capabilities use a user namespace, which is enabled by default since this version. */
const MINIMUM = 33;
/** The user of the pods is known only once the image exists; it matters only if it is root, and for one engine. */
const ANY_USER = { uid: 1000, gid: 1000 };

const versionSchema = z.object({ serverVersion: z.object({ major: z.string(), minor: z.string() }) });
export interface TargetOptions {
  /** @default - the current context of the kubeconfig */
  readonly context?: string | undefined;
  readonly signal?: AbortSignal;
  /** Whether its stores are compared. @default false */
  readonly stores?: boolean;
}

/** Finds the cluster and checks early what would otherwise fail only after the whole capture. */
export async function openCluster(runner: ProcessRunner, spec: CaptureSpec, options: TargetOptions): Promise<Kubectl> {
  validateForCluster(spec);
  const kubectl = await reachCluster(runner, options);
  await requireVersion(kubectl);
  await requireRights(kubectl, options.stores === true);
  await requireNamespace(kubectl, spec);
  return kubectl;
}

/** Returns the user's `kubectl` for a context, without asking the cluster anything. */
export async function reachCluster(runner: ProcessRunner, options: TargetOptions): Promise<Kubectl> {
  return new Kubectl(runner, await chooseContext(runner, options), options.signal);
}

/** Checks that a policy accepts the namespace before the whole capture runs. */
async function requireNamespace(kubectl: Kubectl, { engine }: CaptureSpec): Promise<void> {
  await kubectl.judged(z.unknown(), new RunNamespace('dry-run').object({ engine: engine.type, user: ANY_USER }));
}

async function chooseContext(runner: ProcessRunner, { context, signal }: TargetOptions): Promise<string> {
  const { stdout } = await asked(runner.run(['kubectl', 'config', 'get-contexts', '--output', 'name'], { signal }));
  const known = stdout.split('\n').filter((line) => line !== '');
  if (context !== undefined && known.includes(context)) return context;
  if (context !== undefined) {
    throw new Failure(
      'cluster-unavailable',
      `--kube-context is ${JSON.stringify(context)}, but the contexts of the kubeconfig are: ${known.join(', ') || 'no context'}`,
      'name one of these, or set KUBECONFIG to the file that has it',
    );
  }
  const current = await runner.run(['kubectl', 'config', 'current-context'], { signal }).then(
    (result) => result.stdout.trim(),
    (error: unknown) => {
      if (error instanceof ProcessError && error.failure.kind === 'exited') return '';
      throw error;
    },
  );
  if (current !== '') return current;
  throw new Failure(
    'cluster-unavailable',
    `the kubeconfig has no current context; its contexts are: ${known.join(', ') || 'no context'}`,
    'name one with --kube-context, or set KUBECONFIG to a file that has one',
  );
}

async function requireVersion(kubectl: Kubectl): Promise<void> {
  const { serverVersion } = await asked(kubectl.json(versionSchema, ['version']));
  const minor = Number.parseInt(serverVersion.minor, 10);
  if (Number(serverVersion.major) > 1 || minor >= MINIMUM) return;
  throw new Failure(
    'cluster-unavailable',
    `the cluster of context ${kubectl.context} is Kubernetes ${serverVersion.major}.${serverVersion.minor}, and the manifests are for 1.${MINIMUM} and newer`,
    'rehearse on a newer cluster',
  );
}

/** Wraps the first requests: if they fail, the cluster is reported as unavailable. */
async function asked<T>(question: Promise<T>): Promise<T> {
  try {
    return await question;
  } catch (error) {
    if (!(error instanceof ProcessError)) throw error;
    if (error.failure.kind === 'spawn-failed' && error.failure.code === 'ENOENT') {
      throw new Failure('cluster-unavailable', 'kubectl was not found', 'install kubectl, or leave out --cluster', {
        cause: error,
      });
    }
    const failed = exitedOrThrow(error);
    throw new Failure(
      'cluster-unavailable',
      `the cluster does not answer: ${failed.message}`,
      'check KUBECONFIG, your login and the network; `kubectl get nodes` must work',
      { cause: error },
    );
  }
}
