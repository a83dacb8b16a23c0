import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { ProcessRunner } from '../../kit/process';
import type { UseSource } from '../../releases/retention/service-world';
import { stackUses } from '../../releases/retention/stack-uses';
import { reachCluster } from '../rehearsal/cluster';
import { awsConfig, withRegion } from './open-repository';
import type { AwsOptions } from './open-repository';
import { podUses } from './pod-uses';

/** Where a command is told to look for those who use releases. */
export interface UserOptions extends AwsOptions {
  readonly repository: string;
  readonly stackRegion: readonly string[];
  readonly kubeContext: readonly string[];
}

/** Somebody who may use releases. */
export interface User {
  readonly name: string;
  readonly source: UseSource;
}

/** Returns the stacks of the repository's region, if it is one of ECR, and of all that are named; and clusters. */
export async function usersOf(runner: ProcessRunner, options: UserOptions): Promise<readonly User[]> {
  const { region: own } = withRegion({}, options.repository);
  // One that is named comes on top: what a stack uses in the repository's region must not be overlooked.
  const regions = new Set([own, options.region, ...options.stackRegion].filter((one) => one !== undefined));
  const stacks = [...regions].map((each) => ({
    name: `stacks of ${each}`,
    source: stackUses(new CloudFormationClient(awsConfig({ ...options, region: each }))),
  }));
  const clusters = await Promise.all(options.kubeContext.map((context) => reachCluster(runner, { context })));
  return [...stacks, ...clusters.map((kubectl) => ({ name: `cluster ${kubectl.context}`, source: podUses(kubectl) }))];
}
