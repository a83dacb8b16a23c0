import { randomBytes } from 'node:crypto';
import { ProcessError } from '../../../kit/process';
import { testCluster } from './test-cluster';
import type { TestCluster } from './test-cluster';

/** What an operator asks of every pod, and a pod that breaks it. */
export interface PodRule {
  readonly expression: string;
  readonly message: string;
  readonly broken: object;
}

export const CAPABILITIES: PodRule = {
  expression: 'object.spec.containers.all(c, c.?securityContext.?capabilities.?add.orValue([]).size() == 0)',
  message: 'containers may add no capability',
  broken: {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'broken', namespace: 'default' },
    spec: {
      containers: [{ name: 'x', image: 'x', securityContext: { capabilities: { add: ['SYS_PTRACE'] } } }],
    },
  },
};

/** A policy for the pods of the whole cluster. */
export class PodPolicy {
  private constructor(
    private readonly cluster: TestCluster,
    public readonly name: string,
  ) {}

  /** Until it counts: the server takes note of a policy some time after it has taken it. */
  public static async enforce({ broken, expression, message }: PodRule): Promise<PodPolicy> {
    const cluster = await testCluster();
    const policy = new PodPolicy(cluster, `test-${randomBytes(4).toString('hex')}`);
    const apiVersion = 'admissionregistration.k8s.io/v1';
    const pods = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] };
    const metadata = { name: policy.name };
    await cluster.kubectl.apply([
      {
        apiVersion,
        kind: 'ValidatingAdmissionPolicy',
        metadata,
        spec: {
          failurePolicy: 'Fail',
          matchConstraints: { resourceRules: [pods] },
          validations: [{ expression, message }],
        },
      },
      {
        apiVersion,
        kind: 'ValidatingAdmissionPolicyBinding',
        metadata,
        spec: { policyName: policy.name, validationActions: ['Deny'] },
      },
    ]);
    await cluster.kubectl.until(async () => {
      const answer = await cluster.kubectl.apply([broken], ['--dry-run=server']).catch((error: unknown) => {
        if (error instanceof ProcessError) return error.stderr;
        throw error;
      });
      return answer.includes(message) ? { found: true } : { seen: answer };
    });
    return policy;
  }

  public async remove(): Promise<void> {
    const kinds = 'validatingadmissionpolicybinding,validatingadmissionpolicy';
    await this.cluster.kubectl.run(['delete', kinds, this.name]);
  }
}
