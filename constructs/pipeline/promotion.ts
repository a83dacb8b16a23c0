import { ArnFormat, Duration, PhysicalName, Stack, Token } from 'aws-cdk-lib';
import type { IAction } from 'aws-cdk-lib/aws-codepipeline';
import { LambdaInvokeAction, ManualApprovalAction } from 'aws-cdk-lib/aws-codepipeline-actions';
import type { IRepository } from 'aws-cdk-lib/aws-ecr';
import { AccountPrincipal, Grant, Role } from 'aws-cdk-lib/aws-iam';
import type { IGrantable, IRole } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { acceptFindings } from '../core/accepted-finding';
import { BundledFunction } from '../core/bundled-function';
import { UsageError } from '../core/errors';

/** A stack to which a pipeline promotes its releases. */
export interface PromotionOptions {
  /**
   * The stack that runs the service, whose release is one of `Release.fromParameters()`; deploy it once before the first
   * promotion. If it is in another account, it gets a role that this pipeline may assume.
   */
  readonly stack: Stack;

  /** The name of the environment, and of the pipeline's stage: up to 40 letters, digits, - and _, a letter first. */
  readonly environment: string;

  /**
   * Whether somebody has to approve each release.
   *
   * @default false
   */
  readonly approval?: boolean;

  /**
   * The topic that is told when an approval is waited for.
   *
   * @default - it shows in the pipeline only
   */
  readonly approvalTopic?: ITopic;
}

export interface PromotionProps extends PromotionOptions {
  readonly repository: IRepository;
  /** The service, since a stack may have releases of several. */
  readonly service: string;
  /** The name of the release, a variable of the pipeline. */
  readonly release: string;
}

const ENVIRONMENT = /^[A-Za-z][\w-]{0,39}$/;
const STACK_ACTIONS = [
  'cloudformation:DescribeStacks',
  'cloudformation:DescribeStackEvents',
  'cloudformation:UpdateStack',
  'cloudformation:CancelUpdateStack',
];
const WILDCARDS = [
  String.raw`/^Resource::arn:.*:cloudformation:.*:stack\/[^*]+\/\*$/`,
  String.raw`/^Resource::arn:.*:ssm:.*:parameter\/cdk-bootstrap\/\*\/version$/`,
];
/** Of the parameter with which the CDK asks for the version of the bootstrap stack, whose path has its qualifier. */
const BOOTSTRAP_VERSION = 'cdk-bootstrap/*/version';
const READ_ACTIONS = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

/** The function that moves one stack, with a role that may move no other, and the actions of its stage. */
export class Promotion extends Construct {
  public readonly actions: IAction[];

  public constructor(scope: Construct, id: string, props: PromotionProps) {
    super(scope, id);
    this.validate(props);
    const { approval, approvalTopic, release, repository, service, stack } = props;
    const bundled = new BundledFunction(this, 'Promote', {
      handler: 'promote',
      description: `moves stack ${stack.stackName} to a release`,
      memoryMiB: 512,
      timeout: Duration.minutes(3),
      roleName: this.isElsewhere(stack) ? PhysicalName.GENERATE_IF_NEEDED : undefined,
    });
    this.grantRecords(bundled.role, repository);
    const role = this.grantStack(bundled.role, stack);
    const promote = new LambdaInvokeAction({
      actionName: 'Promote',
      lambda: bundled.function,
      runOrder: 2,
      userParameters: {
        stack: stack.stackName,
        release,
        region: stack.region,
        service,
        ...(role === undefined ? {} : { role }),
      },
    });
    const approve = new ManualApprovalAction({ actionName: 'Approve', runOrder: 1, notificationTopic: approvalTopic });
    this.actions = approval === true ? [approve, promote] : [promote];
  }

  /** To be called when the pipeline has the actions: they add what the function answers with. */
  public acceptWildcards(): void {
    acceptFindings(this.node.findChild('Promote').node.findChild('Role').node.findChild('DefaultPolicy'), {
      id: 'AwsSolutions-IAM5',
      reason:
        'ecr:GetAuthorizationToken and the results of jobs know no resource, the id at the end of a stack is known to AWS only, and the qualifier of the bootstrap stack to its owner',
      appliesTo: [String.raw`/^Resource::\*$/`, ...WILDCARDS],
    });
  }

  /** Actions: ecr:BatchGetImage and ecr:GetDownloadUrlForLayer on the repository; ecr:GetAuthorizationToken on `*`. */
  private grantRecords(grantee: IGrantable, repository: IRepository): void {
    Grant.addToPrincipal({ grantee, actions: ['ecr:GetAuthorizationToken'], resourceArns: ['*'] });
    Grant.addToPrincipal({ grantee, actions: READ_ACTIONS, resourceArns: [repository.repositoryArn] });
  }

  /**
   * Actions: cloudformation:DescribeStacks, cloudformation:DescribeStackEvents, cloudformation:UpdateStack and
   * cloudformation:CancelUpdateStack on the stack; ssm:GetParameters on the version of the bootstrap stack, which
   * CloudFormation reads as its caller. In another account they are those of a role there, whose ARN is returned, and
   * the function may assume it.
   */
  private grantStack(grantee: IRole, stack: Stack): string | undefined {
    const resourceArns = [
      stack.formatArn({
        service: 'cloudformation',
        resource: 'stack',
        resourceName: `${stack.stackName}/*`,
        arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
      }),
    ];
    const version = stack.formatArn({ service: 'ssm', resource: 'parameter', resourceName: BOOTSTRAP_VERSION });
    const allow = (to: IGrantable) => {
      Grant.addToPrincipal({ grantee: to, actions: STACK_ACTIONS, resourceArns });
      Grant.addToPrincipal({ grantee: to, actions: ['ssm:GetParameters'], resourceArns: [version] });
    };
    if (!this.isElsewhere(stack)) {
      allow(grantee);
      return undefined;
    }
    const role = new Role(stack, `EksCracPromotion${this.node.addr.slice(-8)}`, {
      assumedBy: new AccountPrincipal(Stack.of(this).account).withConditions({
        ArnEquals: { 'aws:PrincipalArn': grantee.roleArn },
      }),
      description: `moves stack ${stack.stackName} to a release`,
      roleName: PhysicalName.GENERATE_IF_NEEDED,
    });
    allow(role);
    acceptFindings(role.node.findChild('DefaultPolicy'), {
      id: 'AwsSolutions-IAM5',
      reason:
        'the id at the end of a stack is known to AWS only, and the qualifier of the bootstrap stack to its owner',
      appliesTo: [...WILDCARDS],
    });
    Grant.addToPrincipal({ grantee, actions: ['sts:AssumeRole'], resourceArns: [role.roleArn] });
    return role.roleArn;
  }

  private isElsewhere({ account }: Stack): boolean {
    const own = Stack.of(this).account;
    return !Token.isUnresolved(own) && !Token.isUnresolved(account) && own !== account;
  }

  private validate({ approval, approvalTopic, environment }: PromotionProps): void {
    if (!ENVIRONMENT.test(environment)) {
      throw new UsageError(
        'invalid-prop',
        `\`environment\` must be up to 40 letters, digits, - and _, a letter first, got: ${JSON.stringify(environment)}; write for example staging`,
        this,
      );
    }
    if (approvalTopic === undefined || approval === true) return;
    throw new UsageError(
      'conflicting-props',
      `\`approvalTopic\` is told of approvals, and environment ${environment} has none; set \`approval: true\`, or drop it`,
      this,
    );
  }
}
