import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Node } from 'constructs';
import { z } from 'zod';
import { imageByDigest } from '../contract/fields';
import { InvalidDocument, parseDocument } from '../contract/validation';
import { CpuClass } from '../constructs/engines';
import { Release } from '../constructs/release/release';

const CPU_CLASSES = {
  m7i: () => CpuClass.m7i(),
  m7a: () => CpuClass.m7a(),
  m7g: () => CpuClass.m7g(),
  m8g: () => CpuClass.m8g(),
};

/** Regions in which newer accounts do not have the zones a, b and c. Which ones us-west-1 has, depends on the account. */
const ZONES: Readonly<Record<string, readonly string[]>> = {
  'ap-northeast-1': ['a', 'c', 'd'],
  'ca-central-1': ['a', 'b', 'd'],
  'us-west-1': [],
};

/**
 * The file that the README's command writes. Once it exists, every synthesis includes the service stack and what it
 * needs of the others.
 */
const RELEASE = 'release.json';

const CIDRS = /^[0-9.]+\/[0-9]+(,[0-9.]+\/[0-9]+)*$/;

const CONTEXT = { kind: 'CDK context', origin: '(cdk.json, or -c key=value)' };

const schema = z.strictObject({
  account: z
    .string()
    .regex(/^[0-9]{12}$/)
    .describe('the AWS account, twelve digits'),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-[0-9]$/)
    .describe('the AWS region, for example eu-west-1'),
  availabilityZones: z
    .string()
    .regex(/^[a-z]+-[a-z0-9-]+[a-z](,[a-z]+-[a-z0-9-]+[a-z])+$/)
    .optional()
    .describe('at least two availability zones of the region, separated by commas; three of them if left out'),
  repository: z
    .string()
    .regex(/^[\w.-]+\/[\w.-]+$/)
    .describe('the source repository, owner/name'),
  branch: z.string().min(1).describe('the branch that is built'),
  connectionArn: z
    .string()
    .regex(/^arn:aws[a-z-]*:(codeconnections|codestar-connections):[a-z0-9-]+:[0-9]{12}:connection\/[\w-]+$/)
    .describe('the ARN of the CodeConnections connection to the source repository'),
  cpuClass: z.enum(['m7i', 'm7a', 'm7g', 'm8g']).describe('the CPU class: m7i, m7a, m7g or m8g'),
  jdkImage: imageByDigest,
  buildImage: imageByDigest,
  apiServerCidrs: z
    .string()
    .regex(CIDRS)
    .optional()
    .describe('addresses from which the API server can be reached besides the VPC, separated by commas: 192.0.2.0/24'),
  ingressCidrs: z
    .string()
    .regex(CIDRS)
    .optional()
    .describe('addresses that may call the services through load balancers, separated by commas: 192.0.2.0/24'),
  alarmTopic: z
    .string()
    .regex(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[\w-]+$/)
    .optional()
    .describe('the ARN of the SNS topic that gets alarms; with one there are alarms and dashboards'),
  release: z
    .string()
    .min(1)
    .optional()
    .describe('the file that `eks-crac release --out` wrote; release.json, once it is there, if left out'),
});

/** Settings of the reference app, from CDK context: cdk.json, or `-c key=value`. */
export interface ReferenceConfig {
  readonly account: string;
  readonly region: string;
  readonly availabilityZones: readonly string[];
  readonly repository: string;
  readonly branch: string;
  readonly connectionArn: string;
  readonly cpuClass: CpuClass;
  /** The service's base image: a JDK that the engine of its capture spec can checkpoint. */
  readonly jdkImage: string;
  /** The image in which the service is compiled. */
  readonly buildImage: string;
  /** Addresses outside the VPC from which the API server can be reached. */
  readonly apiServerCidrs: readonly string[];
  /** Addresses that may call the services; with none there are no load balancers. */
  readonly ingressCidrs: readonly string[];

  /**
   * The SNS topic that gets alarms.
   *
   * @default - there are neither alarms nor dashboards
   */
  readonly alarmTopic?: string;

  /**
   * The release that the service stack deploys.
   *
   * @default - there is no service stack
   */
  readonly release?: Release;
}

/** Reads and validates the context; reports every problem at once, with key, value and remedy. */
export function readConfig(node: Node): ReferenceConfig {
  const keys = Object.keys(schema.shape);
  const given = Object.fromEntries(
    keys.map((key): [string, unknown] => [key, node.tryGetContext(key)]).filter(([, value]) => value !== undefined),
  );
  const context = parseDocument(schema, given, CONTEXT);
  const { apiServerCidrs, availabilityZones, cpuClass, ingressCidrs, ...plain } = context;
  const release = context.release ?? (existsSync(resolve(process.cwd(), RELEASE)) ? RELEASE : undefined);
  return {
    ...plain,
    apiServerCidrs: apiServerCidrs?.split(',') ?? [],
    ingressCidrs: ingressCidrs?.split(',') ?? [],
    availabilityZones: availabilityZones?.split(',') ?? defaultZones(context.region),
    cpuClass: CPU_CLASSES[cpuClass](),
    release: release === undefined ? undefined : readRelease(release),
  };
}

function defaultZones(region: string): readonly string[] {
  const zones = ZONES[region] ?? ['a', 'b', 'c'];
  if (zones.length > 0) return zones.map((zone) => `${region}${zone}`);
  throw new InvalidDocument(CONTEXT, [
    `\`availabilityZones\` is missing, and in ${region} they differ by account; write two that \`aws ec2 describe-availability-zones --region ${region}\` lists`,
  ]);
}

function readRelease(file: string): Release {
  const path = resolve(process.cwd(), file);
  if (!existsSync(path)) throw badRelease(file, 'does not exist');
  const text = readFileSync(path, 'utf8');
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw badRelease(file, 'is not JSON');
  }
  return Release.fromRecord(record);
}

function badRelease(file: string, what: string): InvalidDocument {
  return new InvalidDocument(CONTEXT, [
    `\`release\` names a file that ${what}, got: ${JSON.stringify(file)}; write the file that \`eks-crac release --out\` wrote`,
  ]);
}
