/**
 * What CodeBuild limits and its CloudFormation schema does not tell, so that no linter of templates sees it.
 *
 * Sources: CodeBuild user guide, "Reserved capacity fleet properties" (regions, organizations, one subnet), "About
 * on-demand environment types" (sizes) and "Limits"; IAM user guide on role chaining; as of November 2026.
 */

/**
 * The regions with fleets, each with the organization of AWS whose accounts run the hosts there. A machine image must be
 * shared with it. `AWS::CodeBuild::Fleet` lists the same regions for each environment type of Linux.
 */
export const FLEET_REGIONS: Readonly<Record<string, string>> = {
  'ap-northeast-1': 'arn:aws:organizations::891376993293:organization/o-b6k3sjqavm',
  'ap-south-1': 'arn:aws:organizations::891376924779:organization/o-krtah1lkeg',
  'ap-southeast-1': 'arn:aws:organizations::654654522137:organization/o-mcn8uvc3tp',
  'ap-southeast-2': 'arn:aws:organizations::767398067170:organization/o-6crt0f6bu4',
  'eu-central-1': 'arn:aws:organizations::590183817084:organization/o-lb2lne3te6',
  'eu-west-1': 'arn:aws:organizations::891376938588:organization/o-ullrrg5qf0',
  'sa-east-1': 'arn:aws:organizations::533267309133:organization/o-db63c45ozw',
  'us-east-1': 'arn:aws:organizations::851725618577:organization/o-c6wcu152r1',
  'us-east-2': 'arn:aws:organizations::992382780434:organization/o-seufr2suvq',
  'us-west-2': 'arn:aws:organizations::381491982620:organization/o-0412o99a4r',
};

/** CPUs and memory of a host on demand, by compute type and architecture. */
export const ON_DEMAND_SIZES = {
  BUILD_GENERAL1_SMALL: { amd64: [2, 3], arm64: [2, 4] },
  BUILD_GENERAL1_MEDIUM: { amd64: [4, 7], arm64: [4, 8] },
  BUILD_GENERAL1_LARGE: { amd64: [8, 15], arm64: [8, 16] },
  BUILD_GENERAL1_XLARGE: { amd64: [36, 70], arm64: [32, 64] },
  BUILD_GENERAL1_2XLARGE: { amd64: [72, 145], arm64: [48, 96] },
} as const satisfies Readonly<
  Record<string, Readonly<Record<'amd64' | 'arm64', readonly [cpus: number, memoryGiB: number]>>>
>;

/** How long a build may take. CodePipeline cancels an action after eight hours. */
export const BUILD_MINUTES = { least: 5, most: 480 } as const;

/** How long a session of the capture role may be: IAM's least, and the most for a role that assumes a role. */
export const SESSION_SECONDS = { least: 60, most: 3600 } as const;
