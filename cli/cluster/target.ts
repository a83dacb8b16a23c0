import { z } from 'zod';
import type { CaptureSpec } from '../../contract';
import { ProcessError } from '../../stage/process';
import type { ProcessRunner } from '../../stage/process';
import { Failure } from '../../stage/report';
import { Kubectl } from './kubectl';

const REQUIRED = [
  ['create', 'namespaces'],
  ['delete', 'namespaces'],
  ['create', 'deployments.apps'],
  ['get', 'pods'],
  ['get', 'pods/log'],
  ['get', 'pods/proxy'],
] as const;
/** Pods of engines with capabilities have a user namespace of their own, which came to be on by default with it. */
const MINIMUM = 33;

const versionSchema = z.object({ serverVersion: z.object({ major: z.string(), minor: z.string() }) });
const nodesSchema = z.object({
  items: z.array(z.object({ status: z.object({ nodeInfo: z.object({ architecture: z.string() }) }) })),
});

export interface TargetOptions {
  /** @default - the current context of the kubeconfig */
  readonly context?: string | undefined;
  readonly signal: AbortSignal;
}

/** Finds the cluster, and what would fail there after the long way through the stage. */
export async function openCluster(runner: ProcessRunner, spec: CaptureSpec, options: TargetOptions): Promise<Kubectl> {
  validateCompanions(spec);
  const kubectl = new Kubectl(runner, await chooseContext(runner, options), options.signal);
  await requireVersion(kubectl);
  await requireRights(kubectl);
  return kubectl;
}

/** Nodes that a release can be restored on, by their architecture; `start` itself compares the CPU's flags. */
export async function requireArchitecture(kubectl: Kubectl, architecture: string): Promise<void> {
  const { items } = await kubectl.json(nodesSchema, ['get', 'nodes']);
  const known = [...new Set(items.map(({ status }) => status.nodeInfo.architecture))].sort();
  if (known.includes(architecture)) return;
  throw new Failure(
    'cluster-unavailable',
    `the release was captured on ${architecture}, and the nodes of context ${kubectl.context} are: ${known.join(', ') || 'none'}`,
    'rehearse on a cluster with such nodes, or on a machine of their architecture',
  );
}

/** A container of the cluster cannot reach a program of this machine. */
function validateCompanions({ companions }: CaptureSpec): void {
  const foreign = companions.find(({ source }) => source.kind === 'command');
  if (foreign === undefined) return;
  throw new Failure(
    'spec-invalid',
    `companion ${foreign.name} is a \`command\`, and a cluster runs containers only`,
    'give the companion an `image` that the nodes can pull or a `build`, or leave out --cluster',
  );
}

async function chooseContext(runner: ProcessRunner, { context, signal }: TargetOptions): Promise<string> {
  const { stdout } = await asked(runner.run(['kubectl', 'config', 'get-contexts', '--output', 'name'], { signal }));
  const known = stdout.split('\n').filter((line) => line !== '');
  if (context !== undefined && known.includes(context)) return context;
  if (context !== undefined) {
    throw new Failure(
      'cluster-unavailable',
      `--kube-context names ${JSON.stringify(context)}, and the kubeconfig knows: ${known.join(', ') || 'no context'}`,
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
    `the kubeconfig has no current context; it knows: ${known.join(', ') || 'no context'}`,
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

async function requireRights(kubectl: Kubectl): Promise<void> {
  for (const [verb, resource] of REQUIRED) {
    const may = await kubectl.run(['auth', 'can-i', verb, resource, '--all-namespaces', '--quiet']).then(
      () => true,
      (error: unknown) => {
        if (error instanceof ProcessError && error.failure.kind === 'exited') return false;
        throw error;
      },
    );
    if (may) continue;
    throw new Failure(
      'cluster-unavailable',
      `you may not ${verb} ${resource} in the cluster of context ${kubectl.context}`,
      'ask who runs the cluster for that right, or name another context with --kube-context',
    );
  }
}

/** The first questions: a cluster that does not answer them is none. */
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
    if (error.failure.kind !== 'exited') throw error;
    throw new Failure(
      'cluster-unavailable',
      `the cluster does not answer: ${error.message}`,
      'check KUBECONFIG, your login and the network; `kubectl get nodes` must work',
      { cause: error },
    );
  }
}
