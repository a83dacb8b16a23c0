import { ECRClient } from '@aws-sdk/client-ecr';
import { EcrRegistry } from '../../releases/registry/ecr-registry';
import { RegistryRepository } from '../../releases/registry/registry';

/** How the AWS CLI is told whose credentials and which region to take. */
export interface AwsOptions {
  /** @default - what the AWS SDK finds */
  readonly profile?: string;
  /** @default - that of the repository, if it is one of ECR */
  readonly region?: string;
}

const ECR_REGION = /^[0-9]{12}\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com/;
// Below its limit, ECR is asked again until it answers.
const ATTEMPTS = 8;

/** Returns what a client of the AWS SDK takes. */
export function awsConfig({ profile, region }: AwsOptions) {
  return {
    maxAttempts: ATTEMPTS,
    ...(profile === undefined ? {} : { profile }),
    ...(region === undefined ? {} : { region }),
  };
}

/** Adds the region of a repository of ECR, where none was given; other registries have none. */
export function withRegion({ profile, region }: AwsOptions, repository: string): AwsOptions {
  const known = region ?? ECR_REGION.exec(repository)?.[1];
  return {
    ...(profile === undefined ? {} : { profile }),
    ...(known === undefined ? {} : { region: known }),
  };
}

export function openRepository(repository: string, { profile }: AwsOptions): RegistryRepository {
  const client = (region: string) =>
    new ECRClient(awsConfig({ region, ...(profile === undefined ? {} : { profile }) }));
  return EcrRegistry.of(repository, client)?.repository(repository) ?? new RegistryRepository(repository);
}
