import { Command } from 'commander';
import { imageByItsDigest } from '../../releases/registry/image-digest';
import { readCdkJson } from '../cdk-json';
import { writeWhole } from '../write-whole';

interface DigestsOptions {
  readonly file: string;
  readonly jdkImage: string;
  readonly buildImage: string;
}

// ECR's public copies of Docker Hub's official images: no limit by address.
const JDK_IMAGE = 'public.ecr.aws/docker/library/eclipse-temurin:21-jdk';
const BUILD_IMAGE = 'public.ecr.aws/docker/library/maven:3-eclipse-temurin-21';

/** `digests`: finds the digests of the images that the reference app needs, and writes them to its `cdk.json`. */
export function digestsCommand(): Command {
  return new Command('digests')
    .description('find the digests of jdkImage and buildImage, and write them to the context in cdk.json')
    .option('--file <file>', 'the cdk.json', 'cdk.json')
    .option('--jdk-image <image>', 'the image that the service runs in, with a tag', JDK_IMAGE)
    .option('--build-image <image>', 'the image that the service is built in, with a tag', BUILD_IMAGE)
    .action(run);
}

async function run({ buildImage, file, jdkImage }: DigestsOptions): Promise<void> {
  const cdk = readCdkJson(file);
  const images = { jdkImage: await imageByItsDigest(jdkImage), buildImage: await imageByItsDigest(buildImage) };
  writeWhole(file, `${JSON.stringify({ ...cdk, context: { ...cdk.context, ...images } }, undefined, 2)}\n`);
  for (const [name, image] of Object.entries(images)) process.stdout.write(`${name}: ${image}\n`);
}
