import { Duration } from 'aws-cdk-lib';
import { ArnPrincipal, Grant, Role } from 'aws-cdk-lib/aws-iam';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

export interface CaptureRoleProps {
  /** The role of the build, the only principal that may open sessions. */
  readonly builder: IRole;

  /**
   * An existing role. Its trust policy must name the build's role.
   *
   * @default - a new role without permissions
   */
  readonly roleArn?: string;
}

// IAM's shortest maximum, and the longest session that role chaining allows.
const LONGEST_SESSION = Duration.hours(1);

/**
 * The role of the service during capture and gate.
 *
 * Creates a role without permissions, unless one is given. Its sessions are short, and their credentials may end up in
 * a checkpoint: grant only what the warm-up needs, on resources without real data.
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
