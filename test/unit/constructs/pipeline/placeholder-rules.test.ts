import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { pipelineScene, specWith } from '../../../support/cdk/pipeline-scene';

describe('a pipeline with what stands for a value', () => {
  const ZEROS = `public.ecr.aws/docker/library/maven@sha256:${'0'.repeat(64)}`;

  test('warns of digests of zeros', () => {
    const { stack } = pipelineScene({ spec: specWith({ build: { args: { BUILD_IMAGE: ZEROS } } }) });
    Annotations.fromStack(stack).hasWarning(
      '/Stack/Pipeline',
      Match.stringLikeRegexp(
        String.raw`^\`build\.args\.BUILD_IMAGE\` has a digest of zeros, which no image has, got: "public\.ecr\.aws/docker/library/maven@sha256:0+"; write the digest of your image, which \`npx eks-crac digests\` finds for the reference app`,
      ),
    );
  });

  test('warns of the connection of zeros', () => {
    Annotations.fromStack(pipelineScene().stack).hasWarning(
      '/Stack/Pipeline/Releases',
      Match.stringLikeRegexp(
        String.raw`^\`connectionArn\` is the connection of zeros, which does not exist, got: "arn:.*"; make a connection, accept it in the console, and write its ARN`,
      ),
    );
  });
});
