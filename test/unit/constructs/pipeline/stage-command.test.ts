import { App, Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CheckpointBucket, CheckpointFileSystem, CheckpointStore, ServiceSource } from '../../../../constructs';
import { parseCaptureSpec } from '../../../../contract';
import type { CaptureSpec } from '../../../../contract';
import { buildSpec } from '../../../support/cdk/build-spec';
import { ACCOUNT, REGION } from '../../../support/cdk/iam';
import { FIELDS, pipelineScene, specWith } from '../../../support/cdk/pipeline-scene';

/** A stand-in for node that prints its arguments. */
let folder: string;

describe('the stage command', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'eks-crac-argv-'));
    writeFileSync(join(folder, 'print.js'), 'process.stdout.write(JSON.stringify(process.argv.slice(2)));');
    writeFileSync(join(folder, 'node'), `#!/bin/sh\nexec '${process.execPath}' '${join(folder, 'print.js')}' "$@"\n`);
    chmodSync(join(folder, 'node'), 0o755);
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  function argv(template: Template, env: Readonly<Record<string, string>> = {}): readonly string[] {
    const [command] = buildSpec(template).phases.build.commands;
    const PATH = `${folder}:${process.env['PATH'] ?? ''}`;
    const output = execFileSync('sh', ['-c', command], { env: { PATH, CODEBUILD_SRC_DIR: '/src/a b', ...env } });
    return JSON.parse(output.toString('utf8')) as string[];
  }

  function specOf(arguments_: readonly string[]): CaptureSpec {
    return parseCaptureSpec(JSON.parse(arguments_[2] ?? ''), 'of the test');
  }

  test('passes the capture spec through the shell unchanged', () => {
    const body = `it's "quoted" $HOME \`date\` \\ back\nline ☕ '\\'' $(exit 1)`;
    const { template } = pipelineScene({
      spec: specWith({
        run: { ...FIELDS.run, env: { GREETING: body } },
        warmUp: {
          requests: [
            { method: 'POST', path: '/api', body },
            { method: 'PUT', path: '/api', json: { body } },
          ],
        },
      }),
    });
    const all = argv(template());
    expect(all.filter((_, index) => index !== 2)).toEqual([
      '/tmp/eks-crac-stage/stage.js',
      '--spec-json',
      '--source',
      '/src/a b',
      '--record',
      'release.json',
    ]);
    const spec = specOf(all);
    expect(spec.run.env['GREETING']).toBe(body);
    expect(spec.warmUp.requests.map((request) => request.body ?? request.json)).toEqual([body, { body }]);
  });

  /** A service with one variable. */
  const withTopic = (TOPIC: string) => specWith({ run: { ...FIELDS.run, env: { TOPIC } } });

  test('contains values that are known only at deployment', () => {
    const { template } = pipelineScene((stack, vpc) => ({
      spec: withTopic(new Topic(stack, 'Topic').topicName),
      stores: [
        CheckpointStore.bucket(new CheckpointBucket(stack, 'Bucket').bucket),
        CheckpointStore.fileSystem(new CheckpointFileSystem(stack, 'Files', { vpc })),
      ],
    }));
    const spec = specOf(argv(template()));
    expect(spec.run.env['TOPIC']).toMatch(/topic/);
    expect(spec.credentials?.roleArn).toMatch(/:role\/pipelinecapturerole/);
    expect(spec.publish).toMatchObject({
      repository: expect.stringMatching(
        /^111122223333\.dkr\.ecr\.eu-west-1\.amazonaws\.com\/pipelinerepository/,
      ) as string,
      s3: { bucket: expect.stringMatching(/^bucket/) as string, prefix: 'checkpoints', region: REGION },
      efs: { fileSystemId: 'fs-0123456789abcdef0', accessPointId: 'fsap-0123456789abcdef0', path: '/' },
    });
  });

  test('contains values of another stack', () => {
    const app = new App();
    const other = new Stack(app, 'Other', { env: { account: ACCOUNT, region: REGION } });
    const { topicName: TOPIC } = new Topic(other, 'Topic');
    const { template } = pipelineScene({ spec: withTopic(TOPIC) }, app);
    expect(specOf(argv(template())).run.env['TOPIC']).toBe('imported');
  });

  test('contains an existing image by the digest that the pipeline found', () => {
    const { template } = pipelineScene((stack) => ({
      source: ServiceSource.ecr({ repository: new Repository(stack, 'Images'), tag: 'stable' }),
    }));
    const image = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/images@sha256:${'1'.repeat(64)}`;
    const spec = specOf(argv(template(), { EKS_CRAC_IMAGE: image }));
    expect(spec).toMatchObject({ image });
    expect(spec.build).toBeUndefined();
  });

  test('rejects a capture spec that is too long for an argument', () => {
    const large = Array.from({ length: 9 }, () => ({ method: 'POST' as const, path: '/api', body: 'x'.repeat(8000) }));
    // The numbers of tokens differ in length.
    expect(() => pipelineScene({ spec: specWith({ warmUp: { requests: large } }) })).toThrow(
      /^the capture spec must have at most 65536 bytes, so that it can be an argument of the stage, got: 72[0-9]{3}; send fewer or smaller bodies in `warmUp` and `gate` \[at Stack\/Pipeline\/Build\]$/,
    );
  });
});
