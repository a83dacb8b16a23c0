import { IMAGES } from '../../../machine/images';
import type { ContainerRuntime } from '../../../stage/containers';
import { packagePath } from '../../../kit/package-path';

/** Builds an image with the stand-in for a JDK that has Warp, and answers its name. */
export async function warpStandIn(containers: ContainerRuntime): Promise<string> {
  const folder = packagePath('test/support/warp-stand-in');
  const tag = 'localhost/eks-crac/test-warp-stand-in:1';
  const args = { JDK: IMAGES.jdk };
  await containers.build({ context: folder, dockerfile: `${folder}/Dockerfile`, tag, args, labels: {} });
  return tag;
}
