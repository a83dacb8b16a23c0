import type { Namespace } from 'kubernetes-types/core/v1';
import type { CaptureSpec } from '../../../contract';
import { ENGINES, restoreShape } from '../../../engines';
import type { PodUser } from '../../../engines';
import { podSecurityLevel } from '../../../manifests';
import { ProcessError } from '../../../kit/process';
import { Failure } from '../../../kit/report/failure';
import type { Kubectl } from './kubectl';

const RUN_LABEL = 'eks-crac.io/run';
const WAIT = '180s';

type Engine = CaptureSpec['engine']['type'];

interface Pods {
  readonly engine: Engine;
  readonly user: PodUser;
  /** Whether pods have folders of their node, which the level `privileged` alone allows. @default false */
  readonly nodeFolders?: boolean;
  readonly warn?: ((text: string) => void) | undefined;
}

/** The namespace of one rehearsal: it never reuses an existing namespace and deletes only its own. */
export class RunNamespace {
  public constructor(private readonly runId: string) {}

  public get name(): string {
    return `eks-crac-${this.runId}`;
  }

  /** Uses exactly the Pod Security level that the pods need, so that the rehearsal shows whether they meet it. */
  public object({ engine, nodeFolders = false, user }: Pods): Namespace {
    // Limits and volumes do not affect the level.
    const rest = { limits: { cpu: 1, memoryMiB: 64 }, readOnlyRoot: false, volumes: [] };
    const labels = {
      'app.kubernetes.io/managed-by': 'eks-crac',
      [RUN_LABEL]: this.runId,
      'pod-security.kubernetes.io/enforce': nodeFolders
        ? 'privileged'
        : podSecurityLevel(restoreShape(ENGINES[engine], { user, ...rest })),
    };
    return { apiVersion: 'v1', kind: 'Namespace', metadata: { name: this.name, labels } };
  }

  /** Creates the namespace for some work and deletes it afterwards, whatever the outcome. */
  public async during<T>(kubectl: Kubectl, pods: Pods, work: (name: string) => Promise<T>): Promise<T> {
    let result: T;
    try {
      await kubectl.create([this.object(pods)]);
      result = await work(this.name);
    } catch (error) {
      // The first error is the one the user must see.
      await this.remove(kubectl).catch((also: unknown) => {
        if (!(also instanceof Failure)) throw also;
        pods.warn?.(`${also.message}\n  → ${also.remedy}`);
      });
      throw error;
    }
    await this.remove(kubectl);
    return result;
  }

  /** Deletes by the label of the run: after an interruption it is unknown whether the namespace was created. */
  private async remove(kubectl: Kubectl): Promise<void> {
    const selected = ['--selector', `${RUN_LABEL}=${this.runId}`];
    try {
      await kubectl.unstoppable().run(['delete', 'namespace', ...selected, '--wait', '--timeout', WAIT]);
    } catch (error) {
      if (!(error instanceof ProcessError)) throw error;
      throw new Failure(
        'pod-failed',
        `namespace ${this.name} of context ${kubectl.context} could not be deleted: ${error.message}`,
        `delete it: kubectl --context ${kubectl.context} delete namespace ${selected.join(' ')}`,
        { cause: error },
      );
    }
  }
}
