import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Grant, ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { CfnFunction, Function as LambdaFn, IFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acceptFindings } from '../core/accepted-finding';
import { BundledFunction } from '../core/bundled-function';
import { UsageError } from '../core/errors';
import type { MountedFileSystem } from '../stores';
import type { CheckpointRetentionProps } from './checkpoint-retention-props';
import { readStacks, unreadable } from './read-stacks';

/**
 * Removes releases that nothing uses, once a day: of a pipeline's repository and stores.
 *
 * Kept is what a stack names by digest or as the release before, what has a tag of its owner's, the newest releases, and
 * what is young. **Pods of other deployments, such as of GitOps, are not asked**: tag their images, or run
 * `eks-crac prune` with their clusters instead. Creates a function, its role and log group, and a rule.
 */
export class CheckpointRetention extends Construct {
  /** The function; called with `{ "dryRun": true }` it says what it would remove. */
  public readonly handler: IFunction;

  public constructor(scope: Construct, id: string, props: CheckpointRetentionProps) {
    super(scope, id);
    const { pipeline, schedule = Schedule.rate(Duration.days(1)) } = props;
    this.validate(props);
    this.node.addValidation({ validate: () => unreadable(Stack.of(this), props) });
    const role = this.createRole(props);
    const { service, vpc } = pipeline;
    pipeline.repository.grantRetention(role);
    const fileSystems = pipeline.stores.flatMap(
      (store) => store.bindRetention(this, { grantee: role, vpc, service }).fileSystem ?? [],
    );
    this.handler = this.createFunction(props, role, fileSystems);
    new Rule(this, 'Schedule', { schedule, targets: [new LambdaFunction(this.handler, { retryAttempts: 2 })] });
    acceptFindings(role.node.findChild('DefaultPolicy'), {
      id: 'AwsSolutions-IAM5',
      reason: 'ecr:GetAuthorizationToken and cloudformation:DescribeStacks for all stacks know no resource',
      appliesTo: [String.raw`/^Resource::\*$/`],
    });
  }

  /**
   * Actions: cloudformation:DescribeStacks and cloudformation:GetTemplate on all stacks, since any may use a release;
   * sts:AssumeRole on the roles of other accounts.
   */
  private createRole({ stacks = [] }: CheckpointRetentionProps): Role {
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const roles = stacks.flatMap(({ roleArn }) => roleArn ?? []);
    const allow = (actions: string[], resourceArns: string[]) =>
      Grant.addToPrincipal({ grantee: role, actions, resourceArns });
    allow(['cloudformation:DescribeStacks', 'cloudformation:GetTemplate'], ['*']);
    if (roles.length > 0) allow(['sts:AssumeRole'], roles);
    return role;
  }

  private createFunction(
    props: CheckpointRetentionProps,
    role: Role,
    fileSystems: readonly MountedFileSystem[],
  ): LambdaFn {
    const { function: handler } = new BundledFunction(this, 'Clean', {
      handler: 'retention',
      description: `removes releases of ${props.pipeline.service} that nothing uses`,
      memoryMiB: 512,
      timeout: Duration.minutes(15),
      environment: { EKS_CRAC_RETENTION: this.settings(props, fileSystems) },
      logRetention: RetentionDays.ONE_YEAR,
      role,
      ...(fileSystems.length === 0 ? {} : { network: this.network(props, role) }),
    });
    for (const { available, openTo } of fileSystems) {
      openTo(handler);
      // Lambda refuses a file system that cannot be mounted yet.
      handler.node.addDependency(available);
    }
    this.mount(handler, fileSystems);
    return handler;
  }

  /** A file system is reached from its VPC only; the rest is then reached through the VPC's way out. */
  private network({ pipeline: { vpc } }: CheckpointRetentionProps, role: Role) {
    const access = ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaVPCAccessExecutionRole');
    role.addManagedPolicy(access);
    acceptFindings(role, {
      id: 'AwsSolutions-IAM4',
      reason: 'the policy that AWS maintains for functions in a VPC',
      appliesTo: [String.raw`/^Policy::.*\/service-role\/AWSLambdaVPCAccessExecutionRole$/`],
    });
    return { vpc, securityGroups: [new SecurityGroup(this, 'SecurityGroup', { vpc })] };
  }

  private mount(handler: LambdaFn, fileSystems: readonly MountedFileSystem[]): void {
    if (fileSystems.length === 0) return;
    (handler.node.defaultChild as CfnFunction).fileSystemConfigs = fileSystems.map((each, index) => ({
      arn: Stack.of(this).formatArn({
        service: 'elasticfilesystem',
        resource: 'access-point',
        resourceName: each.accessPointId,
      }),
      localMountPath: mountPath(index),
    }));
  }

  private settings(props: CheckpointRetentionProps, fileSystems: readonly MountedFileSystem[]): string {
    const { dryRun = false, gracePeriod = Duration.days(14), keepNewest = 10, pipeline, stacks = [] } = props;
    const stack = Stack.of(this);
    const promoted = {
      produce: () => readStacks(pipeline._promotedTo, { region: stack.region, account: stack.account }, stacks),
    };
    return stack.toJsonString({
      repository: pipeline.repositoryUri,
      keepNewest,
      graceDays: gracePeriod.toDays({ integral: false }),
      dryRun,
      // Promotions may be added after this.
      stacks: Lazy.any(promoted),
      mounts: fileSystems.map(({ fileSystemId }, index) => ({ fileSystemId, folder: mountPath(index) })),
    });
  }

  private validate({ gracePeriod, keepNewest }: CheckpointRetentionProps): void {
    if (keepNewest !== undefined && (!Number.isInteger(keepNewest) || keepNewest < 1)) {
      throw new UsageError(
        'invalid-prop',
        `\`keepNewest\` must be a whole number, at least 1, got: ${keepNewest}; the newest release is always kept`,
        this,
      );
    }
    if (gracePeriod !== undefined && gracePeriod.toDays({ integral: false }) < 1) {
      throw new UsageError(
        'invalid-prop',
        `\`gracePeriod\` must be at least a day, which is longer than any build, got: ${gracePeriod.toHumanString()}; write for example Duration.days(7)`,
        this,
      );
    }
  }
}

function mountPath(index: number): string {
  return `/mnt/checkpoints-${index}`;
}
