import {
  CodePipelineClient,
  PutJobFailureResultCommand,
  PutJobSuccessResultCommand,
} from '@aws-sdk/client-codepipeline';
import { mockClient } from 'aws-sdk-client-mock';
import { Failure } from '../../../kit/report/failure';
import { pipelineAction } from '../../../lambda/pipeline-action';
import type { ActionWork } from '../../../lambda/pipeline-action';

const pipeline = mockClient(CodePipelineClient);

function run(work: ActionWork, token?: string): Promise<void> {
  const data = {
    actionConfiguration: { configuration: { FunctionName: 'promote', UserParameters: '{"stack":"shop"}' } },
    artifactCredentials: { secretAccessKey: 'never in a log' },
    ...(token === undefined ? {} : { continuationToken: token }),
  };
  const action = pipelineAction(work, () => new CodePipelineClient({ region: 'eu-west-1' }));
  return action({ 'CodePipeline.job': { id: 'job-1', data } });
}

describe('an action of a pipeline', () => {
  let logged: string[];

  beforeEach(() => {
    pipeline.reset();
    logged = [];
    jest.spyOn(process.stdout, 'write').mockImplementation((line) => logged.push(String(line)) > 0);
  });

  afterEach(() => jest.restoreAllMocks());

  test('gets its parameters and where it was, and hands on where it is', async () => {
    const work = jest.fn<ReturnType<ActionWork>, Parameters<ActionWork>>(() =>
      Promise.resolve({ kind: 'again', token: 'second', seen: 'shop is UPDATE_IN_PROGRESS' }),
    );
    await run(work, 'first');
    expect(work).toHaveBeenCalledWith('{"stack":"shop"}', { id: 'job-1', token: 'first' });
    expect(pipeline.commandCalls(PutJobSuccessResultCommand).map(({ args }) => args[0].input)).toEqual([
      { jobId: 'job-1', continuationToken: 'second' },
    ]);
  });

  test('ends with values for later actions, and without a token', async () => {
    await run(() => Promise.resolve({ kind: 'done', variables: { release: 'v8' } }));
    expect(pipeline.commandCalls(PutJobSuccessResultCommand)[0]?.args[0].input).toEqual({
      jobId: 'job-1',
      outputVariables: { release: 'v8' },
    });
  });

  test('fails with cause and remedy, not longer than the service takes', async () => {
    await run(() => Promise.reject(new Failure('stack-unusable', 'm'.repeat(6_000), 'deploy it')));
    await run(() => Promise.reject(new Failure('stack-unusable', 'there is no stack', 'deploy it')));
    const [long, short] = pipeline.commandCalls(PutJobFailureResultCommand).map(({ args }) => args[0].input);
    expect(long?.failureDetails?.message).toHaveLength(5_000);
    expect(short).toEqual({
      jobId: 'job-1',
      failureDetails: { type: 'JobFailed', message: 'there is no stack; deploy it' },
    });
  });

  test('never logs its event, which has credentials', async () => {
    await run(() => Promise.reject(new Error('no')));
    await run(() => Promise.resolve({ kind: 'done', variables: { release: 'v8' } }));
    expect(logged.map((line) => JSON.parse(line) as object)).toMatchObject([
      { level: 'ERROR', message: 'no' },
      { level: 'INFO', message: 'done', release: 'v8' },
    ]);
    expect(logged.join('')).not.toContain('never in a log');
  });
});
