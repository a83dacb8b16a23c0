import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { IMAGE_BY_DIGEST } from '../../contract/fields';
import type { CaptureSpec } from './capture-spec';
import type { CheckpointPipelineProps } from './checkpoint-pipeline-props';

/** Rejects tags: two builds of one commit must give the same images. */
export function validateImages(scope: IConstruct, { source, spec }: CheckpointPipelineProps): void {
  if (source._builds) {
    validateImage(scope, spec);
    validateArguments(scope, spec);
  } else {
    validateNoBuild(scope, spec);
    validateCompanions(scope, spec);
  }
}

function validateImage(scope: IConstruct, spec: CaptureSpec): void {
  const { image } = spec._document;
  if (image === undefined || isFixed(image)) return;
  throw spec._error(
    'invalid-prop',
    `\`image\` must be an image by its digest, got: ${JSON.stringify(image)}; write for example 111122223333.dkr.ecr.eu-west-1.amazonaws.com/customers@sha256:…${spec._orOverride('image')}`,
    scope,
  );
}

function validateArguments(scope: IConstruct, spec: CaptureSpec): void {
  for (const [name, value] of Object.entries(spec._document.build?.args ?? {})) {
    if (!name.endsWith('_IMAGE') || isFixed(value)) continue;
    throw spec._error(
      'invalid-prop',
      `\`build.args.${name}\` must be an image by its digest, got: ${JSON.stringify(value)}; write for example public.ecr.aws/docker/library/eclipse-temurin@sha256:…${spec._orOverride('buildArgs')}`,
      scope,
    );
  }
}

function validateNoBuild(scope: IConstruct, spec: CaptureSpec): void {
  if (spec._imageBy === undefined) return;
  throw spec._error(
    'conflicting-props',
    `\`${spec._imageBy}\` needs a source to build, and ServiceSource.ecr() is an image already; drop \`${spec._imageBy}\` or choose another source`,
    scope,
  );
}

/** Companions that are built or run as a command need files of the source. */
function validateCompanions(scope: IConstruct, spec: CaptureSpec): void {
  const companion = spec._parsed.companions.find(({ source }) => source.kind !== 'image');
  if (companion === undefined) return;
  throw spec._error(
    'conflicting-props',
    `\`companions\` must be images with ServiceSource.ecr(), which has no files, got: a \`${companion.source.kind}\` of ${companion.name}; write its \`image\`${spec._orOverride('companions')}`,
    scope,
  );
}

/** Returns false for values known only at deployment, which cannot be checked. */
function isFixed(image: string): boolean {
  return Token.isUnresolved(image) || IMAGE_BY_DIGEST.test(image);
}
