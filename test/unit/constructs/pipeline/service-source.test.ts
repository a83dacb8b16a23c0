import { Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Repository as CodeRepository } from 'aws-cdk-lib/aws-codecommit';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { ServiceSource } from '../../../../constructs';
import type { CodeConnectionOptions } from '../../../../constructs';
import { ACCOUNT, REGION } from '../../../support/cdk/iam';
import { CONNECTION, pipelineScene } from '../../../support/cdk/pipeline-scene';

const OPTIONS: CodeConnectionOptions = { repository: 'acme/customers', branch: 'main', connectionArn: CONNECTION };

function sourceAction(expected: object): object {
  return { Stages: Match.arrayWith([{ Name: 'Source', Actions: [Match.objectLike(expected)] }]) };
}

describe('a source', () => {
  test('is a branch of a connection, also in a nested group', () => {
    const source = ServiceSource.codeConnection({ ...OPTIONS, repository: 'acme/shop/customers' });
    const { template } = pipelineScene({ source });
    template().hasResourceProperties(
      'AWS::CodePipeline::Pipeline',
      sourceAction({
        Configuration: { ConnectionArn: CONNECTION, FullRepositoryId: 'acme/shop/customers', BranchName: 'main' },
      }),
    );
  });

  test('is a branch in CodeCommit, with events as trigger', () => {
    const { template } = pipelineScene((stack) => ({
      source: ServiceSource.codeCommit({
        repository: CodeRepository.fromRepositoryName(stack, 'Code', 'customers'),
        branch: 'main',
      }),
    }));
    template().hasResourceProperties(
      'AWS::CodePipeline::Pipeline',
      sourceAction({ Configuration: { RepositoryName: 'customers', BranchName: 'main', PollForSourceChanges: false } }),
    );
    template().hasResourceProperties('AWS::Events::Rule', {
      EventPattern: Match.objectLike({ source: ['aws.codecommit'] }),
    });
  });

  test('is a zip file in S3', () => {
    const { template } = pipelineScene((stack) => ({
      source: ServiceSource.s3({ bucket: Bucket.fromBucketName(stack, 'Sources', 'sources'), key: 'customers.zip' }),
    }));
    template().hasResourceProperties(
      'AWS::CodePipeline::Pipeline',
      sourceAction({
        Configuration: { S3Bucket: 'sources', S3ObjectKey: 'customers.zip', PollForSourceChanges: true },
      }),
    );
  });

  test('is an existing image, passed to the build by digest', () => {
    const { template } = pipelineScene((stack) => ({
      source: ServiceSource.ecr({
        repository: Repository.fromRepositoryName(stack, 'Images', 'customers'),
        tag: 'stable',
      }),
    }));
    template().hasResourceProperties('AWS::CodePipeline::Pipeline', {
      Stages: [
        {
          Name: 'Source',
          Actions: [Match.objectLike({ Configuration: { RepositoryName: 'customers', ImageTag: 'stable' } })],
        },
        {
          Name: 'Build',
          Actions: [
            Match.objectLike({
              Configuration: Match.objectLike({
                EnvironmentVariables: Match.serializedJson([
                  Match.objectLike({ name: 'EKS_CRAC_IMAGE', value: Match.stringLikeRegexp('^#\\{.*\\.ImageURI\\}$') }),
                ]),
              }),
            }),
          ],
        },
      ],
    });
  });

  test.each<[Partial<CodeConnectionOptions>, string]>([
    [{ repository: 'customers' }, '`repository` must be owner and name, for example acme/customers, got: "customers"'],
    [{ branch: '' }, '`branch` must be the branch that is built, got: ""'],
    [
      { connectionArn: 'arn:aws:iam::1:role/x' },
      '`connectionArn` must be the ARN of a connection of CodeConnections, got: "arn:aws:iam::1:role/x"',
    ],
  ])('is rejected for a connection with %j', (options, text) => {
    expect(() => ServiceSource.codeConnection({ ...OPTIONS, ...options })).toThrow(new Error(text));
  });

  test('is rejected without branch, key or tag', () => {
    const stack = new Stack();
    const repository = CodeRepository.fromRepositoryName(stack, 'Code', 'customers');
    expect(() => ServiceSource.codeCommit({ repository, branch: '' })).toThrow(
      new Error('`branch` must be the branch that is built, got: ""'),
    );
    const bucket = Bucket.fromBucketName(stack, 'Sources', 'sources');
    expect(() => ServiceSource.s3({ bucket, key: '' })).toThrow(new Error('`key` must name an object, got: ""'));
    const images = Repository.fromRepositoryName(stack, 'Images', 'customers');
    expect(() => ServiceSource.ecr({ repository: images, tag: '' })).toThrow(
      new Error('`tag` must be the tag that is watched, got: ""'),
    );
  });

  test('is rejected for an image in another region, where the stage has no login', () => {
    expect(() =>
      pipelineScene((stack) => ({
        source: ServiceSource.ecr({
          repository: Repository.fromRepositoryArn(
            stack,
            'Images',
            `arn:aws:ecr:us-east-1:${ACCOUNT}:repository/customers`,
          ),
          tag: 'stable',
        }),
      })),
    ).toThrow(
      new Error(
        `ServiceSource.ecr() needs a repository in ${REGION} of ${ACCOUNT}, where the pipeline is, got: one in us-east-1 of ${ACCOUNT}; replicate the image [at Stack/Pipeline/Releases]`,
      ),
    );
  });
});
