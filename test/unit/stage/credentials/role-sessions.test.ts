import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { roleSessions } from '../../../../stage/credentials/role-sessions';
import { failureOf } from '../../../support/unit-failure';

const ROLE = { roleArn: 'arn:aws:iam::111122223333:role/capture', sessionSeconds: 300 };
const NOW = Date.parse('2026-01-02T03:04:05.678Z');
const sts = mockClient(STSClient);

/** Sessions that AWS opens when its clock is so far ahead. */
function opening(sessionSeconds: number, aheadMs: number) {
  const Expiration = new Date(NOW + aheadMs + Math.max(900, sessionSeconds) * 1000);
  sts.on(AssumeRoleCommand).resolves({
    Credentials: { AccessKeyId: 'ASIA1', SecretAccessKey: 'secret', SessionToken: 'session', Expiration },
  });
  return roleSessions({ ...ROLE, sessionSeconds }, 'run1');
}

const inputs = () => sts.commandCalls(AssumeRoleCommand).map(({ args }) => args[0].input);

describe('role sessions', () => {
  beforeEach(() => {
    sts.reset();
    jest.spyOn(Date, 'now').mockReturnValue(NOW);
  });

  afterEach(() => jest.restoreAllMocks());

  test('are new for each sandbox, with a new token, in the form of Pod Identity', async () => {
    const next = opening(300, 0);
    const [one, two] = [await next(), await next()];
    expect(one.document).toEqual({
      AccessKeyId: 'ASIA1',
      SecretAccessKey: 'secret',
      Token: 'session',
      Expiration: '2026-01-02T03:09:05.678Z',
    });
    expect(one.token).not.toBe(two.token);
    expect(inputs()).toHaveLength(2);
    expect(inputs()[0]).toMatchObject({ RoleArn: ROLE.roleArn, RoleSessionName: 'eks-crac-run1' });
  });

  test.each([
    [300, 900, '2026-01-02T03:09:05Z'],
    [900, 900, '2026-01-02T03:19:05Z'],
    [3600, 3600, '2026-01-02T04:04:05Z'],
  ])('of %i s are opened for %i s, and denied everything from %s on', async (seconds, opened, end) => {
    await opening(seconds, 0)();
    const [{ DurationSeconds, Policy = '' } = {}] = inputs();
    expect(DurationSeconds).toBe(opened);
    expect(JSON.parse(Policy)).toMatchObject({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: '*', Resource: '*' },
        { Effect: 'Deny', Action: '*', Condition: { DateGreaterThanEquals: { 'aws:CurrentTime': end } } },
      ],
    });
  });

  test('never seem to have ended while AWS, whose clock is behind, lets them work', async () => {
    const worksUntil = async (aheadMs: number) => (await opening(300, aheadMs)()).worksUntil?.toISOString();
    expect(await worksUntil(0)).toBe('2026-01-02T03:09:15.678Z');
    expect(await worksUntil(-20_000)).toBe('2026-01-02T03:09:35.678Z');
    expect(await worksUntil(20_000)).toBe('2026-01-02T03:09:15.678Z');
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
