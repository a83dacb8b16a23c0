import { Lazy, Stack, TagManager } from 'aws-cdk-lib';
import type { IResolvable } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isFreeTag } from '../../manifests';

/**
 * Returns the tags of what Karpenter launches: those of the stack, those that `resource` gets from `Tags.of()`, and the
 * given ones. CloudFormation and the CDK give them to what a template creates, and no template creates these nodes.
 * Tags are complete at synthesis only.
 */
export function launchTags(resource: IConstruct, given: Readonly<Record<string, string>>): IResolvable {
  return Lazy.any({
    produce: () => {
      const all = { ...Stack.of(resource).tags.tagValues(), ...TagManager.of(resource)?.tagValues(), ...given };
      const free = Object.entries(all).filter(([key]) => isFreeTag(key));
      return free.length === 0 ? undefined : Object.fromEntries(free.sort(([one], [other]) => (one < other ? -1 : 1)));
    },
  });
}
