import {
  ComputeType,
  EnvironmentType,
  ImagePullPrincipalType,
  LinuxArmBuildImage,
  LinuxBuildImage,
} from 'aws-cdk-lib/aws-codebuild';
import type { BuildSpec, IBuildImage } from 'aws-cdk-lib/aws-codebuild';

/** What builds start with; the fleet's environment type and the project's image must match. */
export interface HostImage {
  readonly environmentType: EnvironmentType;
  readonly buildImage: IBuildImage;
}

/** Returns CodeBuild's image of the container that a build runs in. */
export function containerImage(architecture: string): HostImage {
  return architecture === 'arm64'
    ? {
        environmentType: EnvironmentType.ARM_CONTAINER,
        buildImage: LinuxArmBuildImage.AMAZON_LINUX_2023_STANDARD_3_0,
      }
    : { environmentType: EnvironmentType.LINUX_CONTAINER, buildImage: LinuxBuildImage.AMAZON_LINUX_2023_5 };
}

/**
 * Returns CodeBuild's image of an instance that runs builds itself, Amazon Linux 2023. A fleet's own machine image takes
 * its place; the project has to name one in any case.
 */
export function instanceImage(architecture: string): HostImage {
  const [environmentType, name] =
    architecture === 'arm64'
      ? [EnvironmentType.ARM_EC2, 'amazonlinux-arm-base']
      : [EnvironmentType.LINUX_EC2, 'amazonlinux-x86_64-base'];
  return { environmentType, buildImage: new InstanceImage(environmentType, `aws/codebuild/ami/${name}:latest`) };
}

/** The CDK has no build image of an instance. */
class InstanceImage implements IBuildImage {
  public readonly defaultComputeType = ComputeType.CUSTOM_INSTANCE_TYPE;
  public readonly imagePullPrincipalType = ImagePullPrincipalType.CODEBUILD;

  public constructor(
    public readonly type: EnvironmentType,
    public readonly imageId: string,
  ) {}

  public validate(): string[] {
    return [];
  }

  public runScriptBuildspec(): BuildSpec {
    throw new TypeError('a build on an instance is started by a buildspec');
  }
}
