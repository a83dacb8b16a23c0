import { IMAGES } from '../../../cli/machine/images';
import type { ContainerEngine } from '../../../stage/clients';
import { packagePath } from '../../../stage/package-path';

/** Releases of Debian that have a JDK, when the machine's own JDK is another one. */
const SUITES = { 11: 'sid', 17: 'bookworm', 25: 'forky' } as const;

export type OtherJdk = keyof typeof SUITES;

/** Builds an image with another JDK than the machine's, and answers its name. */
export async function jdkImage(engine: ContainerEngine, version: OtherJdk): Promise<string> {
  const folder = packagePath('test/support/jdks');
  const tag = `localhost/eks-crac/test-jdk:${version}`;
  const args = { DEBIAN: IMAGES.debian, VERSION: String(version), SUITE: SUITES[version] };
  await engine.build({ context: folder, dockerfile: `${folder}/Dockerfile`, tag, args, labels: {} });
  return tag;
}
