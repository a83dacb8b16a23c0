import { IMAGES } from '../../../machine/images';
import type { ContainerRuntime } from '../../../stage/containers';
import { packagePath } from '../../../kit/package-path';

/** Builds an image with the stand-in for a JDK that checkpoints itself, and answers its name. */
export async function standInJdk(containers: ContainerRuntime): Promise<string> {
  const folder = packagePath('test/support/stand-in-jdk');
  const tag = 'localhost/eks-crac/test-stand-in-jdk:1';
  const args = { JDK: IMAGES.jdk };
  await containers.build({ context: folder, dockerfile: `${folder}/Dockerfile`, tag, args, labels: {} });
  return tag;
}
