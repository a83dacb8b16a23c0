import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { CaptureSpecInput } from '../../contract';
import { IMAGE_BY_DIGEST } from '../../contract/fields';
import { UsageError } from '../core/errors';

/** How the service's image is built. */
export interface ServiceBuild {
  /**
   * The build context, relative to the source.
   *
   * @default '.'
   */
  readonly context?: string;

  /**
   * The Dockerfile, relative to the context.
   *
   * @default 'Dockerfile'
   */
  readonly dockerfile?: string;

  /**
   * Build arguments and their values. One whose name ends in `_IMAGE` is an image and must be given by digest.
   *
   * @default - the defaults of the Dockerfile
   */
  readonly args?: Readonly<Record<string, string>>;

  /**
   * The stage of the Dockerfile to build.
   *
   * @default - the last one
   */
  readonly target?: string;
}

/** As the capture spec says it. */
export function renderBuild(build: ServiceBuild = {}): NonNullable<CaptureSpecInput['build']> {
  return { ...build, args: { ...build.args } };
}

/** Two builds of one commit must give the same image. */
export function validateImages(scope: IConstruct, { args = {} }: ServiceBuild): void {
  for (const [name, value] of Object.entries(args)) {
    if (!name.endsWith('_IMAGE') || Token.isUnresolved(value) || IMAGE_BY_DIGEST.test(value)) continue;
    throw new UsageError(
      'invalid-prop',
      `\`build.args.${name}\` must be an image by its digest, got: ${JSON.stringify(value)}; write for example public.ecr.aws/docker/library/eclipse-temurin@sha256:…`,
      scope,
    );
  }
}
