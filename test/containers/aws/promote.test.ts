import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { randomBytes } from 'node:crypto';
import { RELEASE_TERMS_OUTPUT } from '../../../contract';
import { packagePath } from '../../../kit/package-path';
import { ProcessRunner } from '../../../kit/process';
import { ReleaseCatalogue } from '../../../releases/catalogue';
import { promote } from '../../../releases/promotion/promote';
import type { Promoted } from '../../../releases/promotion/promotion';
import { PATIENT, Stacks } from '../../../releases/promotion/stacks';
import { RECORD_TYPE } from '../../../releases/records';
import { RegistryRepository } from '../../../releases/registry/registry';
import { bundleLambdas } from '../../../scripts/bundle-lambda';
import { FaultyEndpoint } from '../../support/aws/faulty-endpoint';
import { EMULATED, MotoServer } from '../../support/aws/moto-server';
import { failureOf } from '../../support/unit-failure';
import { RECORD } from '../../support/unit-release-record';
import { PARAMETERS, termsFor } from '../../support/unit-stack';

const MINUTES = 60_000;
const TAGS = 5_000;
const PACE = { intervalMs: 50, timeoutMs: MINUTES };
const REPOSITORY = `localhost:${process.env['EKS_CRAC_REGISTRY_PORT'] ?? ''}/promote-${randomBytes(4).toString('hex')}`;
const HANDLER = `require(process.argv[1]).handler(JSON.parse(process.argv[2])).then((state) => console.log(JSON.stringify(state)))`;

let moto: MotoServer;
let aws: FaultyEndpoint;
const registry = new RegistryRepository(REPOSITORY);

async function publish(release: string): Promise<string> {
  const put = (tag: string) =>
    registry.putArtifact(tag, { artifactType: 'application/x', document: { tag }, annotations: {} });
  const images = {
    service: { digest: await put(release), bytes: 1 },
    checkpoint: { digest: await put(`${release}-checkpoint`), bytes: 1 },
  };
  const document = { ...RECORD, release, images, repository: REPOSITORY };
  return registry.putArtifact(`${release}-record`, { artifactType: RECORD_TYPE, document, annotations: {} });
}

/** A stack whose parameters hold a release; its resource stands for the workload. */
async function createStack(name: string): Promise<void> {
  const parameter = ([key, Default]: [string, string]) => [key, { Type: 'String', Default }] as const;
  const template = {
    Parameters: Object.fromEntries(Object.entries(PARAMETERS).map(parameter)),
    Resources: {
      Workload: { Type: 'AWS::SNS::Topic', Properties: { TopicName: name, DisplayName: { Ref: 'CheckpointDigest' } } },
    },
    Outputs: {
      [`${RELEASE_TERMS_OUTPUT}Shop`]: { Value: JSON.stringify(termsFor(REPOSITORY)) },
      Runs: { Value: { Ref: 'Name' } },
    },
  };
  // The emulator keeps the previous value of a parameter only if it was given one.
  const Parameters = Object.entries(PARAMETERS).map(([ParameterKey, ParameterValue]) => ({
    ParameterKey,
    ParameterValue,
  }));
  const TemplateBody = JSON.stringify(template);
  await client().send(new CreateStackCommand({ StackName: name, TemplateBody, Parameters }));
}

const client = () => new CloudFormationClient({ ...PATIENT, endpoint: aws.url, region: EMULATED.region });

function promoted(stack: string, release: string, recordMs = 0): Promise<Promoted> {
  const tools = {
    stacks: new Stacks(client()),
    catalogue: (repository: string) => ReleaseCatalogue.of(repository),
    patience: { recordMs, busyMs: MINUTES },
  };
  return promote(tools, { stack, release }, PACE);
}

describe('a promotion on AWS', () => {
  beforeAll(async () => {
    moto = (await MotoServer.start()).adopt();
    aws = await FaultyEndpoint.start(moto.url);
    for (const release of ['v7', 'v8']) await publish(release);
  }, 5 * MINUTES);

  afterEach(() => {
    aws.faults = [];
    aws.calls.length = 0;
  });

  afterAll(async () => {
    for (const tag of ['v7', 'v8', 'v9'].flatMap((name) => [name, `${name}-checkpoint`, `${name}-record`])) {
      const digest = await registry.digest(tag);
      if (digest !== undefined) await registry.deleteDigest(digest);
    }
    await aws.stop();
    await moto.stop();
  }, 5 * MINUTES);

  test('moves the stack and back, and does nothing the second time', async () => {
    await createStack('shop');
    expect(await promoted('shop', 'v8')).toMatchObject({ outcome: 'promoted', previous: 'v7' });
    expect((await new Stacks(client()).find('shop'))?.outputs['Runs']).toBe('v8');
    expect(await promoted('shop', 'v8')).toMatchObject({ outcome: 'unchanged' });
    expect(await promoted('shop', 'v7')).toMatchObject({ outcome: 'promoted', previous: 'v8' });
    expect(aws.calls.filter(({ action }) => action === 'UpdateStack')).toHaveLength(2);
    expect((await new Stacks(client()).find('shop'))?.parameters['Theirs']).toBe('kept');
  });

  test('is patient with an API that throttles, and with a connection that is cut', async () => {
    await createStack('throttled');
    aws.faults = [
      { action: 'DescribeStacks', times: 3, code: 'Throttling', message: 'Rate exceeded' },
      { action: 'UpdateStack', times: 2, code: 'Throttling', message: 'Rate exceeded' },
      { action: 'UpdateStack', times: 1, cut: true },
    ];
    expect(await promoted('throttled', 'v8')).toMatchObject({ outcome: 'promoted' });
  });

  test('says which action is denied, and has changed nothing', async () => {
    await createStack('denied');
    aws.faults = [{ action: 'UpdateStack', times: 1, code: 'AccessDenied', message: 'User is not authorized' }];
    const { code, message } = await failureOf(promoted('denied', 'v8'));
    expect([code, message]).toEqual([
      'account-not-ready',
      'AWS denied cloudformation:UpdateStack: User is not authorized',
    ]);
    expect((await new Stacks(client()).find('denied'))?.parameters['Name']).toBe('v7');
  });

  test('waits for a record that comes late', async () => {
    await createStack('late');
    const done = promoted('late', 'v9', MINUTES);
    await publish('v9');
    expect(await done).toMatchObject({ release: 'v9', outcome: 'promoted' });
  });

  test('finds no stack of that name', async () => {
    expect(await failureOf(promoted('nowhere', 'v8'))).toMatchObject({ code: 'stack-unusable' });
  });

  test(
    'asks CloudFormation within 2 s in a repository with 5000 tags, by the bundled function',
    async () => {
      await createStack('tags');
      const manifest = (await registry.manifest('v7'))!;
      for (let from = 0; from < TAGS; from += 50)
        await Promise.all(Array.from({ length: 50 }, (_, index) => registry.tag(manifest, `many-${from + index}`)));
      expect((await registry.tags()).length).toBeGreaterThanOrEqual(TAGS);
      await bundleLambdas(packagePath('dist/lambda-bundle'));
      const runner = new ProcessRunner({
        ...process.env,
        AWS_ENDPOINT_URL: aws.url,
        NODE_PATH: packagePath('node_modules'),
      });
      const program = packagePath('dist/lambda-bundle/promote/index.js');
      const request = JSON.stringify({ stack: 'tags', release: 'v8' });
      const began = Date.now();
      const { stdout } = await runner.run([process.execPath, '-e', HANDLER, program, request], { timeoutMs: MINUTES });
      expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
        kind: 'done',
        variables: { release: 'v8' },
      });
      const update = aws.calls.find(({ action }) => action === 'UpdateStack');
      expect((aws.calls[0]?.at ?? Infinity) - began).toBeLessThan(2_000);
      expect((update?.at ?? Infinity) - began).toBeLessThan(4_000);
    },
    5 * MINUTES,
  );
});
