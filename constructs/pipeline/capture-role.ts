import { Duration } from 'aws-cdk-lib';
import { ArnPrincipal, Grant, Role } from 'aws-cdk-lib/aws-iam';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

export interface CaptureRoleProps {
  /** The role of the build, which alone may open sessions. */
  readonly builder: IRole;

  /**
   * A role that exists already. Its trust policy must name the build's role.
   *
   * @default - a new role without any permission
   */
  readonly roleArn?: string;
}

// IAM allows no shorter limit, and chained roles no longer session.
const LONGEST_SESSION = Duration.hours(1);

/**
 * The role of the service while it is captured and proven.
 *
 * Creates a role without any permission, unless there is one. Its sessions are short, and what they were given may be in a checkpoint: grant it
 * what the warm-up needs, on resources that hold no real data.
 */
export class CaptureRole extends Construct {
  public readonly role: IRole;

  public constructor(scope: Construct, id: string, { builder, roleArn }: CaptureRoleProps) {
    super(scope, id);
    this.role = roleArn === undefined ? this.createRole(builder) : Role.fromRoleArn(this, 'Role', roleArn);
    Grant.addToPrincipal({ grantee: builder, actions: ['sts:AssumeRole'], resourceArns: [this.role.roleArn] });
  }

  private createRole(builder: IRole): IRole {
    return new Role(this, 'Role', {
      assumedBy: new ArnPrincipal(builder.roleArn),
      maxSessionDuration: LONGEST_SESSION,
    });
  }
}
