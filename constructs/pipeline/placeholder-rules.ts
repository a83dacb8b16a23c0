import { Annotations, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { CaptureSpec } from './capture-spec';

const ZERO_DIGEST = /@sha256:0{64}$/;
const ZERO_CONNECTION = /\/0{8}-0{4}-0{4}-0{4}-0{12}$/;

/** Warns of digests that stand for one still to be found: the build would end on them, after half an hour of waiting. */
export function warnOfZeroDigests(scope: IConstruct, { _document: { build, image } }: CaptureSpec): void {
  const images = Object.entries(build?.args ?? {}).map(([name, value]) => [`build.args.${name}`, value] as const);
  for (const [name, value = ''] of [['image', image] as const, ...images]) {
    if (Token.isUnresolved(value) || !ZERO_DIGEST.test(value)) continue;
    Annotations.of(scope).addWarningV2(
      `eks-crac:zero-digest:${name}`,
      `\`${name}\` has a digest of zeros, which no image has, got: ${JSON.stringify(value)}; write the digest of your image, which \`npx eks-crac digests\` finds for the reference app`,
    );
  }
}

/** Warns of a connection that stands for one still to be made. */
export function warnOfZeroConnection(scope: IConstruct, connectionArn: string): void {
  if (Token.isUnresolved(connectionArn) || !ZERO_CONNECTION.test(connectionArn)) return;
  Annotations.of(scope).addWarningV2(
    'eks-crac:zero-connection',
    `\`connectionArn\` is the connection of zeros, which does not exist, got: ${JSON.stringify(connectionArn)}; make a connection, accept it in the console, and write its ARN`,
  );
}
