import type { CloudFormationClientConfig } from '@aws-sdk/client-cloudformation';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';

const SESSION = 'eks-crac-promote';

/** Returns the credentials of a role in the account of a stack, made anew before they expire. */
export function assumedRole(roleArn: string): NonNullable<CloudFormationClientConfig['credentials']> {
  return async () => {
    const { Credentials } = await new STSClient().send(
      new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: SESSION }),
    );
    if (Credentials?.AccessKeyId === undefined || Credentials.SecretAccessKey === undefined) {
      throw new TypeError(`STS gave no credentials of ${roleArn}`);
    }
    const {
      AccessKeyId: accessKeyId,
      Expiration: expiration,
      SecretAccessKey: secretAccessKey,
      SessionToken,
    } = Credentials;
    return {
      accessKeyId,
      secretAccessKey,
      ...(SessionToken === undefined ? {} : { sessionToken: SessionToken }),
      ...(expiration === undefined ? {} : { expiration }),
    };
  };
}
