import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { Option } from 'commander';
import type { Command } from 'commander';
import { PATIENT, Stacks } from '../../releases/promotion/stacks';
import { awsConfig } from './open-repository';
import type { AwsOptions } from './open-repository';
import { PROFILE_OPTION } from './repository-option';

/** Options of every command about a stack. */
export interface StackOptions extends AwsOptions {
  readonly stack: string;
  readonly json: boolean;
}

/** Adds them to a command. */
export function withStackOptions(command: Command): Command {
  return command
    .requiredOption('--stack <name>', 'the name of the CloudFormation stack')
    .addOption(PROFILE_OPTION)
    .addOption(new Option('--region <name>', 'the region of AWS (default: what the AWS CLI takes)'))
    .option('--json', 'print one JSON document instead', false);
}

/** Opens the stacks of an account and region, as the AWS CLI would choose them; the SDK does not read its variable. */
export function openStacks({
  profile,
  region = process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'],
}: AwsOptions): Stacks {
  const place = { ...(profile === undefined ? {} : { profile }), ...(region === undefined ? {} : { region }) };
  return new Stacks(new CloudFormationClient({ ...awsConfig(place), ...PATIENT }));
}
