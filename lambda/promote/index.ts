import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { ReleaseCatalogue } from '../../releases/catalogue';
import type { PromotionTools } from '../../releases/promotion/promotion';
import { PATIENT, Stacks } from '../../releases/promotion/stacks';
import { pipelineAction } from '../pipeline-action';
import type { ActionState, PipelineJobEvent } from '../pipeline-action';
import { assumedRole } from './assumed-role';
import { promoteAction } from './promote-action';
import { parseRequest } from './request';
import type { PromoteRequest } from './request';

/** A record may come a moment after the build that wrote it, and another update may be a long rollout. */
const PATIENCE = { recordMs: 120_000, busyMs: 3_600_000 };

const action = pipelineAction(async (parameters, { id, token }) => {
  const request = parseRequest(JSON.parse(parameters));
  return promoteAction(tools(request, id), request, token);
});

/** Moves a stack to a release: as an action of CodePipeline, or called by hand with the request itself. */
export async function handler(event: PipelineJobEvent | PromoteRequest): Promise<ActionState | undefined> {
  if ('CodePipeline.job' in event) {
    await action(event);
    return undefined;
  }
  const request = parseRequest(event);
  return promoteAction(tools(request), request);
}

function tools({ region, role }: PromoteRequest, id?: string): PromotionTools {
  const client = new CloudFormationClient({
    ...PATIENT,
    ...(region === undefined ? {} : { region }),
    ...(role === undefined ? {} : { credentials: assumedRole(role) }),
  });
  return {
    stacks: new Stacks(client),
    catalogue: (repository) => ReleaseCatalogue.of(repository),
    patience: PATIENCE,
    ...(id === undefined ? {} : { id }),
  };
}
