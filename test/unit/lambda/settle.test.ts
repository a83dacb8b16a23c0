import { DescribePodIdentityAssociationCommand, EKSClient, ResourceNotFoundException } from '@aws-sdk/client-eks';
import { mockClient } from 'aws-sdk-client-mock';
import { settle } from '../../../lambda/settle/settle';

const ROLE = 'arn:aws:iam::111122223333:role/customers';
const ASSOCIATION = { clusterName: 'shop', associationId: 'a-1', roleArn: ROLE };
const PACE = { intervalMs: 10, steadyMs: 100, timeoutMs: 5_000 };

describe('an association', () => {
  const eks = mockClient(EKSClient);
  const answers = () => eks.on(DescribePodIdentityAssociationCommand, { associationId: 'a-1', clusterName: 'shop' });
  const role = (roleArn: string) => ({ association: { roleArn } });
  const settled = (pace = PACE) => settle(new EKSClient({ region: 'eu-west-1' }), ASSOCIATION, pace);

  beforeEach(() => eks.reset());

  test('has settled when it has been there for a while', async () => {
    answers().resolves(role(ROLE));
    const start = performance.now();
    await settled();
    expect(performance.now() - start).toBeGreaterThanOrEqual(100);
    expect(eks.calls().length).toBeGreaterThanOrEqual(2);
  });

  test('is waited for while it, its new role or the permission to see it is not there', async () => {
    const absent = new ResourceNotFoundException({ message: 'no', $metadata: {} });
    const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    answers()
      .rejectsOnce(denied)
      .rejectsOnce(absent)
      .resolvesOnce(role(`${ROLE}-old`))
      .resolvesOnce(role(ROLE));
    answers().resolves(role(ROLE));
    await settled();
    expect(eks.calls().length).toBeGreaterThanOrEqual(5);
  });

  test('starts again after an answer without it', async () => {
    const absent = new ResourceNotFoundException({ message: 'no', $metadata: {} });
    answers().resolvesOnce(role(ROLE)).rejectsOnce(absent).resolves(role(ROLE));
    const start = performance.now();
    await settled({ ...PACE, intervalMs: 60 });
    expect(performance.now() - start).toBeGreaterThanOrEqual(220);
  });

  test('that does not settle fails with what was seen last', async () => {
    answers().resolves(role('arn:aws:iam::111122223333:role/old'));
    await expect(settled({ ...PACE, timeoutMs: 50 })).rejects.toThrow(
      /^Pod Identity association a-1 of cluster shop has not settled: not after 0\.05 s; last seen: arn:aws:iam::111122223333:role\/old; deploy again, and see its state with aws eks describe-pod-identity-association$/,
    );
  });

  test('fails at once for another error', async () => {
    answers().rejects(new Error('no such cluster'));
    await expect(settled()).rejects.toThrow(new Error('no such cluster'));
    expect(eks.calls()).toHaveLength(1);
  });
});
