import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { roleSessions } from '../../../../stage/credentials/role-sessions';
import { failureOf } from '../../../support/unit-failure';

const ROLE = { roleArn: 'arn:aws:iam::111122223333:role/capture', sessionSeconds: 900 };
const Expiration = new Date('2026-01-02T03:04:05Z');
const sts = mockClient(STSClient);

describe('role sessions', () => {
  beforeEach(() => sts.reset());

  test('are new for each sandbox, with a new token, in the form of Pod Identity', async () => {
    sts.on(AssumeRoleCommand).resolves({
      Credentials: { AccessKeyId: 'ASIA1', SecretAccessKey: 'secret', SessionToken: 'session', Expiration },
    });
    const next = roleSessions(ROLE, 'run1');
    const [one, two] = [await next(), await next()];
    expect(one.document).toEqual({
      AccessKeyId: 'ASIA1',
      SecretAccessKey: 'secret',
      Token: 'session',
      Expiration: '2026-01-02T03:04:05.000Z',
    });
    expect(one.token).not.toBe(two.token);
    expect(sts.commandCalls(AssumeRoleCommand).map(({ args }) => args[0].input)).toEqual(
      Array(2).fill({ RoleArn: ROLE.roleArn, RoleSessionName: 'eks-crac-run1', DurationSeconds: 900 }),
    );
  });

  test('name the role without a session, and what to check', async () => {
    sts.on(AssumeRoleCommand).rejects(new Error('not authorized to perform: sts:AssumeRole'));
    expect(await failureOf(roleSessions(ROLE, 'run1')())).toEqual({
      code: 'credentials-failed',
      message: `a session of the capture role ${ROLE.roleArn} could not be opened: not authorized to perform: sts:AssumeRole`,
      remedy:
        'check `credentials.roleArn`, that the role trusts the one that runs the stage, and that this one allows sts:AssumeRole on it',
    });
  });
});
