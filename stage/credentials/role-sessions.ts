import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { CaptureSpec } from '../../contract';
import { Failure } from '../../kit/report/failure';
import { endpointToken } from './credentials';
import type { CredentialSource } from './credentials';

type Role = NonNullable<CaptureSpec['credentials']>;

/**
 * Returns short sessions of the service's capture role, a new one per sandbox. They exist only in memory and in
 * sandboxes.
 */
export function roleSessions(role: Role, run: string, client: STSClient = new STSClient()): CredentialSource {
  return async () => {
    const { AccessKeyId, Expiration, SecretAccessKey, SessionToken } = await assume(role, run, client);
    return {
      token: endpointToken(),
      document: { AccessKeyId, SecretAccessKey, Token: SessionToken, Expiration: Expiration.toISOString() },
      worksUntil: Expiration,
    };
  };
}

interface Session {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken: string;
  readonly Expiration: Date;
}

async function assume({ roleArn, sessionSeconds }: Role, run: string, client: STSClient): Promise<Session> {
  const command = new AssumeRoleCommand({
    RoleArn: roleArn,
    RoleSessionName: `eks-crac-${run}`,
    DurationSeconds: sessionSeconds,
  });
  try {
    const { Credentials } = await client.send(command);
    if (!isComplete(Credentials)) throw new TypeError('the response contains no session');
    return Credentials;
  } catch (error) {
    const reason = error instanceof Error ? error.message || error.name : String(error);
    throw new Failure(
      'credentials-failed',
      `a session of the capture role ${roleArn} could not be opened: ${reason}`,
      'check `credentials.roleArn`, that the role trusts the one that runs the stage, and that this one allows sts:AssumeRole on it',
      { cause: error },
    );
  }
}

function isComplete(session: Partial<Session> | undefined): session is Session {
  return (
    session?.AccessKeyId !== undefined &&
    session.SecretAccessKey !== undefined &&
    session.SessionToken !== undefined &&
    session.Expiration !== undefined
  );
}
