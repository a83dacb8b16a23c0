import { StackStatus } from '@aws-sdk/client-cloudformation';

/** What can be done with a stack of a status. */
export type StackCondition =
  | { readonly kind: 'ready' }
  /** Its last update was undone; it can be updated. */
  | { readonly kind: 'rolled-back' }
  /** Something goes on, and ends by itself. */
  | { readonly kind: 'busy' }
  /** Nothing goes on, and it cannot be updated before somebody has done what `remedy` says. */
  | { readonly kind: 'stuck'; readonly remedy: (stack: string) => string };

const READY: StackCondition = { kind: 'ready' };
const ROLLED_BACK: StackCondition = { kind: 'rolled-back' };
const BUSY: StackCondition = { kind: 'busy' };
const NEVER_MADE: StackCondition = {
  kind: 'stuck',
  remedy: (stack) =>
    `it was not created: delete it with aws cloudformation delete-stack --stack-name ${stack}, and deploy it with npx cdk deploy ${stack}`,
};
const GONE: StackCondition = {
  kind: 'stuck',
  remedy: (stack) => `it is deleted: deploy it again with npx cdk deploy ${stack}`,
};
const DELETION_FAILED: StackCondition = {
  kind: 'stuck',
  remedy: (stack) =>
    `its deletion failed: see why with aws cloudformation describe-stack-events --stack-name ${stack}, and finish it`,
};
const ROLLBACK_FAILED: StackCondition = {
  kind: 'stuck',
  remedy: (stack) =>
    `finish its rollback with aws cloudformation continue-update-rollback --stack-name ${stack}, then promote again`,
};

/** By every status that there is; a new one does not compile until it is judged. */
const CONDITIONS: Readonly<Record<StackStatus, StackCondition>> = {
  [StackStatus.CREATE_COMPLETE]: READY,
  [StackStatus.IMPORT_COMPLETE]: READY,
  [StackStatus.IMPORT_ROLLBACK_COMPLETE]: READY,
  [StackStatus.UPDATE_COMPLETE]: READY,
  // Of an update without rollback: the next one may fix it.
  [StackStatus.UPDATE_FAILED]: ROLLED_BACK,
  [StackStatus.UPDATE_ROLLBACK_COMPLETE]: ROLLED_BACK,
  [StackStatus.CREATE_IN_PROGRESS]: BUSY,
  [StackStatus.DELETE_IN_PROGRESS]: GONE,
  [StackStatus.IMPORT_IN_PROGRESS]: BUSY,
  [StackStatus.IMPORT_ROLLBACK_IN_PROGRESS]: BUSY,
  [StackStatus.ROLLBACK_IN_PROGRESS]: BUSY,
  [StackStatus.UPDATE_COMPLETE_CLEANUP_IN_PROGRESS]: BUSY,
  [StackStatus.UPDATE_IN_PROGRESS]: BUSY,
  [StackStatus.UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS]: BUSY,
  [StackStatus.UPDATE_ROLLBACK_IN_PROGRESS]: BUSY,
  [StackStatus.CREATE_FAILED]: NEVER_MADE,
  [StackStatus.REVIEW_IN_PROGRESS]: NEVER_MADE,
  [StackStatus.ROLLBACK_COMPLETE]: NEVER_MADE,
  [StackStatus.ROLLBACK_FAILED]: NEVER_MADE,
  [StackStatus.DELETE_COMPLETE]: GONE,
  [StackStatus.DELETE_FAILED]: DELETION_FAILED,
  [StackStatus.IMPORT_ROLLBACK_FAILED]: ROLLBACK_FAILED,
  [StackStatus.UPDATE_ROLLBACK_FAILED]: ROLLBACK_FAILED,
};

export function conditionOf(status: StackStatus): StackCondition {
  return CONDITIONS[status];
}
