import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { CaptureSpec } from '../../contract';
import { Failure } from '../../kit/report/failure';
import { endpointToken } from './credentials';
import type { CredentialSource } from './credentials';
import { endingAt, SHORTEST_SESSION_SECONDS } from './session-policy';

type Role = NonNullable<CaptureSpec['credentials']>;

/** After the end that IAM is told, which has no fractions of a second and many machines. */
const MARGIN_MS = 10_000;

/**
 * Returns short sessions of the service's capture role, a new one per sandbox. They exist only in memory and in
 * sandboxes, and end by their session policy.
 */
export function roleSessions(role: Role, run: string, client: STSClient = new STSClient()): CredentialSource {
  return async () => {
    const end = new Date(Date.now() + role.sessionSeconds * 1000);
    const seconds = Math.max(SHORTEST_SESSION_SECONDS, role.sessionSeconds);
    const { AccessKeyId, Expiration, SecretAccessKey, SessionToken } = await assume(
      role,
      run,
      { seconds, end },
      client,
    );
    // The session begins by the clock of AWS: it tells how far the clock of this machine, which `end` is of, is behind.
    const behindMs = Expiration.getTime() - seconds * 1000 - Date.now();
    return {
      token: endpointToken(),
      document: { AccessKeyId, SecretAccessKey, Token: SessionToken, Expiration: end.toISOString() },
      worksUntil: new Date(end.getTime() + Math.max(0, -behindMs) + MARGIN_MS),
    };
  };
}

interface Session {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken: string;
  readonly Expiration: Date;
}

interface SessionTime {
  readonly seconds: number;
  readonly end: Date;
}

async function assume(
  { roleArn }: Role,
  run: string,
  { end, seconds }: SessionTime,
  client: STSClient,
): Promise<Session> {
  const command = new AssumeRoleCommand({
    RoleArn: roleArn,
    RoleSessionName: `eks-crac-${run}`,
    DurationSeconds: seconds,
    Policy: endingAt(end),
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
