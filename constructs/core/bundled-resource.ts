import { CustomResource, Duration, Stack } from 'aws-cdk-lib';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { BundledFunction } from './bundled-function';
import type { BundledFunctionProps } from './bundled-function';

export interface BundledResourceProps {
  /** The function, one for each stack; what is the same for all resources of its kind. */
  readonly by: BundledFunctionProps;
  /** The construct id of the function in its stack. */
  readonly functionId: string;
  /** What follows `Custom::EksCrac`. */
  readonly type: string;
  readonly properties: Readonly<Record<string, string>>;
  /** What the function may do for this resource, each some actions on some resources. */
  readonly allow: readonly { readonly actions: readonly string[]; readonly resources: readonly string[] }[];
}

/** A custom resource of this package: its function, a policy of its own, and the resource, which waits for the policy. */
export class BundledResource extends Construct {
  /** The permissions of this resource; a policy for each, since with one for all each would wait for the others. */
  public readonly policy: Policy;
  private readonly resource: CustomResource;

  public constructor(scope: Construct, id: string, props: BundledResourceProps) {
    super(scope, id);
    const { function: work, role } = functionOf(Stack.of(this), props);
    this.policy = new Policy(this, 'Policy', {
      roles: [role],
      statements: props.allow.map(
        ({ actions, resources }) => new PolicyStatement({ actions: [...actions], resources: [...resources] }),
      ),
    });
    this.resource = new CustomResource(this, 'Resource', {
      serviceToken: work.functionArn,
      resourceType: `Custom::EksCrac${props.type}`,
      // The function answers before.
      serviceTimeout: props.by.timeout.plus(Duration.minutes(1)),
      properties: { ...props.properties },
    });
    this.resource.node.addDependency(this.policy);
  }

  /** Returns an attribute, as text. */
  public attribute(name: string): string {
    return this.resource.getAttString(name);
  }
}

function functionOf(stack: Stack, { by, functionId }: BundledResourceProps): BundledFunction {
  const found = stack.node.tryFindChild(functionId);
  return found instanceof BundledFunction ? found : new BundledFunction(stack, functionId, by);
}
