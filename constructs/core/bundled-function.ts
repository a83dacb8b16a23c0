import { RemovalPolicy } from 'aws-cdk-lib';
import type { Duration } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { FunctionProps } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { lambdaBundle } from './lambda-bundle';

export interface BundledFunctionProps {
  /** The folder of the handler in `lambda/`. */
  readonly handler: string;
  readonly description: string;
  /** Longer than the handler works, so that its own answer arrives. */
  readonly timeout: Duration;

  /**
   * MiB, with which the share of a processor grows.
   *
   * @default 128
   */
  readonly memoryMiB?: number;

  /**
   * Its variables.
   *
   * @default - those that Lambda sets
   */
  readonly environment?: Readonly<Record<string, string>>;

  /**
   * The name of its role, for policies of other accounts.
   *
   * @default - chosen by CloudFormation
   */
  readonly roleName?: string | undefined;

  /**
   * Its role, where permissions are needed before it is made.
   *
   * @default - a new one
   */
  readonly role?: IRole;

  /**
   * How long its log is kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;

  /**
   * Its network.
   *
   * @default - Lambda's, with a way to the internet
   */
  readonly network?: Pick<FunctionProps, 'vpc' | 'securityGroups'>;
}

/** A function of this package on arm64, with a log group and a role that may write to it and, if it is new, no more. */
export class BundledFunction extends Construct {
  public readonly role: IRole;
  public readonly function: LambdaFunction;

  public constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    super(scope, id);
    const { description, environment, handler, memoryMiB: memorySize, network, roleName, timeout } = props;
    const logGroup = new LogGroup(this, 'Logs', {
      retention: props.logRetention ?? RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role =
      props.role ?? new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com'), roleName });
    logGroup.grantWrite(this.role);
    this.function = new LambdaFunction(this, 'Function', {
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(lambdaBundle(handler)),
      description,
      ...(environment === undefined ? {} : { environment: { ...environment } }),
      handler: 'index.handler',
      logGroup,
      memorySize,
      role: this.role,
      runtime: Runtime.NODEJS_24_X,
      timeout,
      ...network,
    });
  }
}
