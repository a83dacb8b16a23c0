import { InvalidArgumentError, Option } from 'commander';

const REPOSITORY = /^[a-z0-9.-]+(:[0-9]+)?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)+$/;

/** `--repository`, which every command about releases needs. */
export function repositoryOption(): Option {
  return new Option('--repository <uri>', 'registry host and repository, without a tag')
    .argParser(repositoryUri)
    .makeOptionMandatory();
}

/** As the AWS CLI has it. */
export const PROFILE_OPTION = new Option(
  '--profile <name>',
  'a profile of the AWS configuration files (default: what the AWS CLI takes)',
);

/** As the AWS CLI has it. */
export const REGION_OPTION = new Option('--region <name>', "the region of AWS (default: the repository's)");

function repositoryUri(text: string): string {
  if (REPOSITORY.test(text)) return text;
  throw new InvalidArgumentError(
    'must be registry host and repository without a tag, for example 111122223333.dkr.ecr.eu-west-1.amazonaws.com/customers.',
  );
}

/** Reads the name of a release. */
export function releaseName(text: string): string {
  if (/^v[1-9][0-9]*$/.test(text)) return text;
  throw new InvalidArgumentError('must be v and a number, for example v7.');
}
