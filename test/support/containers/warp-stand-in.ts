import { IMAGES } from '../../../cli/machine/images';
import type { ContainerEngine } from '../../../stage/clients';
import { packagePath } from '../../../stage/package-path';

/** Builds an image with the stand-in for a JDK that has Warp, and answers its name. */
export async function warpStandIn(engine: ContainerEngine): Promise<string> {
  const folder = packagePath('test/support/warp-stand-in');
  const tag = 'localhost/eks-crac/test-warp-stand-in:1';
  const args = { JDK: IMAGES.jdk };
  await engine.build({ context: folder, dockerfile: `${folder}/Dockerfile`, tag, args, labels: {} });
  return tag;
}
