import { CloudFormationClient, DescribeStacksCommand, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { handler } from '../../../lambda/retention';
import { SETTINGS_VARIABLE } from '../../../lambda/retention/settings';
import { RECORD_TYPE } from '../../../releases/records';
import { RECORD } from '../../support/unit-release-record';
import { FakeRegistry } from '../../support/unit-registry';

const ROLE = 'arn:aws:iam::444455556666:role/reader';
const cloudFormation = mockClient(CloudFormationClient);
const sts = mockClient(STSClient);

/** A repository with old releases, each named by its record alone. */
async function registryWith(numbers: readonly number[]) {
  const registry = await FakeRegistry.start();
  const digests = new Map<number, string>();
  for (const number of numbers) {
    const service = registry.put(`v${number}`, `{"service":${number}}`);
    registry.tags.set(`candidate-20260101000000-0000000${number}`, service);
    const images = { service: { digest: service, bytes: 1 }, checkpoint: { digest: service, bytes: 1 } };
    await registry.repository.putArtifact(`v${number}-record`, {
      artifactType: RECORD_TYPE,
      document: { ...RECORD, release: `v${number}`, images },
      annotations: { 'org.opencontainers.image.created': '2026-01-01T00:00:00Z' },
    });
    digests.set(number, service);
  }
  const settings = {
    repository: registry.repository.repository,
    keepNewest: 1,
    graceDays: 14,
    dryRun: false,
    stacks: [{ region: 'eu-west-1', roleArn: ROLE }],
    mounts: [],
  };
  process.env[SETTINGS_VARIABLE] = JSON.stringify(settings);
  return { registry, digests };
}

const names = (registry: FakeRegistry) => [...registry.tags.keys()].filter((tag) => tag.endsWith('-record'));

describe('the function of retention', () => {
  beforeEach(() => {
    cloudFormation.reset();
    sts.reset();
    sts.on(AssumeRoleCommand, { RoleArn: ROLE }).resolves({
      Credentials: { AccessKeyId: 'a', SecretAccessKey: 'b', SessionToken: 'c', Expiration: new Date() },
    });
    cloudFormation.on(DescribeStacksCommand).resolves({
      Stacks: [{ StackId: 'id', StackName: 'shop', CreationTime: new Date(), StackStatus: 'CREATE_COMPLETE' }],
    });
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  });

  afterEach(() => jest.restoreAllMocks());

  test('removes what no stack of the other account names, and logs one line', async () => {
    const { digests, registry } = await registryWith([1, 2, 3, 4]);
    cloudFormation.on(GetTemplateCommand).resolves({ TemplateBody: `image: x@${digests.get(3)}` });
    const { removed } = await handler();
    expect(removed.map(({ name }) => name)).toEqual(['v1']);
    expect(names(registry)).toEqual(['v2-record', 'v3-record', 'v4-record']);
    const [line] = jest.mocked(process.stdout.write).mock.calls[0] ?? [];
    expect(JSON.parse(String(line))).toMatchObject({ event: 'retention', dryRun: false });
  });

  test('stops when its time is up, says what is left, and goes on at the next call', async () => {
    const { registry } = await registryWith([1, 2, 3, 4]);
    cloudFormation.on(GetTemplateCommand).resolves({ TemplateBody: '' });
    let calls = 0;
    const oneRemoval = { getRemainingTimeInMillis: () => ((calls += 1) > 1 ? 60_000 : 600_000) };
    const { left, removed } = await handler({}, oneRemoval);
    expect([removed, left].map((list) => list.map(({ name }) => name))).toEqual([['v1'], ['v2', 'v3']]);
    expect(names(registry)).toEqual(['v2-record', 'v3-record', 'v4-record']);
    expect([...registry.tags.keys()].filter((tag) => tag.endsWith('-retired'))).toEqual([]);
    expect((await handler()).removed.map(({ name }) => name)).toEqual(['v2', 'v3']);
  });

  test('removes nothing when its caller wants to know only', async () => {
    const { registry } = await registryWith([1, 2]);
    cloudFormation.on(GetTemplateCommand).resolves({ TemplateBody: '' });
    expect((await handler({ dryRun: true })).removed.map(({ name }) => name)).toEqual(['v1']);
    expect(names(registry)).toEqual(['v1-record', 'v2-record']);
  });

  test('removes nothing when a template cannot be read', async () => {
    const { registry } = await registryWith([1, 2]);
    cloudFormation.on(GetTemplateCommand).rejects(new Error('denied'));
    await expect(handler()).rejects.toThrow('the stacks could not be read, so nothing was removed: denied');
    expect(names(registry)).toEqual(['v1-record', 'v2-record']);
  });
});
