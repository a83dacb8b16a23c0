import { App, Stack } from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { CaptureSpec, ServiceSource } from '../../../../constructs';
import type { CaptureSpecFields } from '../../../../constructs';
import { specFile } from '../../../support/cdk/capture-spec-file';
import { DEBIAN, pipelineScene, specWith } from '../../../support/cdk/pipeline-scene';

/** The problem, the error's text, and the override that it suggests for a file. */
const cases: readonly [Partial<CaptureSpecFields>, string, string][] = [
  [
    { build: { args: { BASE_IMAGE: 'eclipse-temurin:21' } } },
    '`build.args.BASE_IMAGE` must be an image by its digest, got: "eclipse-temurin:21"; write for example public.ecr.aws/docker/library/eclipse-temurin@sha256:…',
    'buildArgs',
  ],
  [
    { image: 'customers:1.2' },
    '`image` must be an image by its digest, got: "customers:1.2"; write for example 111122223333.dkr.ecr.eu-west-1.amazonaws.com/customers@sha256:…',
    'image',
  ],
];

test.each(cases)('refuses %j, and offers the override of a file', (change, text, override) => {
  expect(() => pipelineScene({ spec: specWith(change) })).toThrow(new Error(`${text} [at Stack/Pipeline]`));
  const path = specFile(change);
  expect(() => pipelineScene({ spec: CaptureSpec.fromFile(path) })).toThrow(
    new Error(`${path}: ${text}, or pass \`${override}\` to CaptureSpec.fromFile() [at Stack/Pipeline]`),
  );
});

describe('an image that exists already', () => {
  const repository = Repository.fromRepositoryName(new Stack(new App(), 'X'), 'Images', 'images');
  const source = ServiceSource.ecr({ repository, tag: 'stable' });

  test.each<[string, CaptureSpec]>([
    ['build', specWith({ build: { target: 'x' } })],
    ['image', specWith({ image: DEBIAN })],
  ])('is not described again by `%s`', (name, spec) => {
    expect(() => pipelineScene({ source, spec })).toThrow(
      new Error(
        `\`${name}\` needs a source to build, and ServiceSource.ecr() is an image already; drop \`${name}\` or choose another source [at Stack/Pipeline]`,
      ),
    );
  });

  test('takes no build arguments', () => {
    const path = specFile({});
    expect(() => pipelineScene({ source, spec: CaptureSpec.fromFile(path, { buildArgs: { A: '1' } }) })).toThrow(
      new Error(
        `${path}: \`buildArgs\` needs a source to build, and ServiceSource.ecr() is an image already; drop \`buildArgs\` or choose another source [at Stack/Pipeline]`,
      ),
    );
  });

  test('comes without the files of a companion', () => {
    const path = specFile({ companions: [{ name: 'db', build: { context: 'companion' }, port: 5432 }] });
    expect(() => pipelineScene({ source, spec: CaptureSpec.fromFile(path) })).toThrow(
      new Error(
        `${path}: \`companions\` must be images with ServiceSource.ecr(), which has no files, got: a \`build\` of db; write its \`image\`, or pass \`companions\` to CaptureSpec.fromFile() [at Stack/Pipeline]`,
      ),
    );
  });

  test('takes the place of the build that a file describes for rehearsals', () => {
    expect(() => pipelineScene({ source, spec: CaptureSpec.fromFile(specFile({ build: {} })) })).not.toThrow();
  });
});
