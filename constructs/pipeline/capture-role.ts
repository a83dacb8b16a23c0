import { Duration } from 'aws-cdk-lib';
import { ArnPrincipal, Grant, Role } from 'aws-cdk-lib/aws-iam';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

export interface CaptureRoleProps {
  /** The role of the build, which alone may open sessions. */
  readonly builder: IRole;
}

// IAM allows no shorter limit, and chained roles no longer session.
const LONGEST_SESSION = Duration.hours(1);

/**
 * The role of the service while it is captured and proven.
 *
 * Creates a role without any permission. Its sessions are short, and what they were given may be in a checkpoint: grant it
 * what the warm-up needs, on resources that hold no real data.
 */
export class CaptureRole extends Construct {
  public readonly role: IRole;

  public constructor(scope: Construct, id: string, { builder }: CaptureRoleProps) {
    super(scope, id);
    this.role = new Role(this, 'Role', {
      assumedBy: new ArnPrincipal(builder.roleArn),
      maxSessionDuration: LONGEST_SESSION,
    });
    Grant.addToPrincipal({ grantee: builder, actions: ['sts:AssumeRole'], resourceArns: [this.role.roleArn] });
  }
}
