import { IMAGES } from '../../../machine/images';
import type { ContainerRuntime } from '../../../stage/containers';
import { packagePath } from '../../../kit/package-path';

/** Releases of Debian that have a JDK, when the machine's own JDK is another one. */
const SUITES = { 11: 'sid', 17: 'bookworm', 25: 'forky' } as const;

export type OtherJdk = keyof typeof SUITES;

/** Builds an image with another JDK than the machine's, and answers its name. */
export async function jdkImage(containers: ContainerRuntime, version: OtherJdk): Promise<string> {
  const folder = packagePath('test/support/jdks');
  const tag = `localhost/eks-crac/test-jdk:${version}`;
  const args = { DEBIAN: IMAGES.debian, VERSION: String(version), SUITE: SUITES[version] };
  await containers.build({ context: folder, dockerfile: `${folder}/Dockerfile`, tag, args, labels: {} });
  return tag;
}
