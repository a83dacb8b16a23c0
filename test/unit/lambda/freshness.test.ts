import {
  CodePipelineClient,
  ListPipelineExecutionsCommand,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import { mockClient } from 'aws-sdk-client-mock';
import { handler } from '../../../lambda/freshness';
import { SETTINGS_VARIABLE } from '../../../lambda/freshness/settings';
import { RECORD_TYPE } from '../../../releases/records';
import { putImage } from '../../support/unit-images';
import { digestOf, RECORD } from '../../support/unit-release-record';
import { FakeRegistry } from '../../support/unit-registry';

const pipeline = mockClient(CodePipelineClient);
const DAY_MS = 86_400_000;

async function scene({ days = 1, layers = ['a'], released = true } = {}) {
  const registry = await FakeRegistry.start();
  const repository = registry.repository.repository;
  const service = { digest: putImage(registry, 'v7', { layers: ['a', 'b'] }), bytes: 1 };
  putImage(registry, 'jdk', { layers });
  const document = {
    ...RECORD,
    createdAt: new Date(Date.now() - days * DAY_MS).toISOString(),
    images: { ...RECORD.images, service },
    provenance: { baseImages: [`${repository}:jdk`], specDigest: digestOf('e'), stageVersion: '0.1.0' },
  };
  if (released)
    await registry.repository.putArtifact('v7-record', { artifactType: RECORD_TYPE, document, annotations: {} });
  const settings = { repository, service: 'customers', pipeline: 'Customers', maxAgeDays: 30, dryRun: false };
  process.env[SETTINGS_VARIABLE] = JSON.stringify(settings);
}

const started = () => pipeline.commandCalls(StartPipelineExecutionCommand).map(({ args }) => args[0].input);
const logged = () =>
  JSON.parse(String(jest.mocked(process.stdout.write).mock.calls[0]?.[0])) as Record<string, unknown>;

describe('the function of freshness', () => {
  beforeEach(() => {
    pipeline.reset();
    pipeline.on(ListPipelineExecutionsCommand).resolves({ pipelineExecutionSummaries: [{ status: 'Succeeded' }] });
    pipeline.on(StartPipelineExecutionCommand).resolves({ pipelineExecutionId: 'e-1' });
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  });

  afterEach(() => jest.restoreAllMocks());

  test('starts nothing while the newest release is up to date, and logs its age as a metric', async () => {
    await scene();
    expect(await handler()).toMatchObject({ release: 'v7', capture: { kind: 'not-needed' } });
    expect(started()).toEqual([]);
    expect(logged()).toMatchObject({ Service: 'customers', AgeDays: 1, Stale: 0, message: 'freshness' });
    expect(JSON.stringify(logged()['_aws'])).toContain('"Namespace":"EksCrac/Releases","Dimensions":[["Service"]]');
  });

  test('starts the pipeline once a day for a base image that has changed', async () => {
    await scene({ layers: ['x'] });
    expect((await handler()).capture).toEqual({ kind: 'started', execution: 'e-1' });
    const clientRequestToken = `eks-crac-v7-${new Date().toISOString().slice(0, 10)}`;
    expect(started()).toEqual([{ name: 'Customers', clientRequestToken }]);
    expect(logged()).toMatchObject({ Stale: 1 });
  });

  test('starts the pipeline for a release that gets too old', async () => {
    await scene({ days: 23 });
    expect(await handler()).toMatchObject({ stale: [{ reason: 'age' }], capture: { kind: 'started' } });
  });

  test('starts nothing while the pipeline runs', async () => {
    await scene({ layers: ['x'] });
    pipeline.on(ListPipelineExecutionsCommand).resolves({ pipelineExecutionSummaries: [{ status: 'InProgress' }] });
    expect((await handler()).capture).toEqual({ kind: 'runs-already' });
    expect(started()).toEqual([]);
  });

  test('starts nothing when its caller wants to know only, or there is no release', async () => {
    await scene({ layers: ['x'] });
    expect((await handler({ dryRun: true })).capture).toEqual({ kind: 'dry-run' });
    await scene({ released: false });
    expect(await handler()).toEqual({ capture: { kind: 'no-release' } });
    expect(started()).toEqual([]);
  });
});
