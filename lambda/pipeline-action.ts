import {
  CodePipelineClient,
  PutJobFailureResultCommand,
  PutJobSuccessResultCommand,
} from '@aws-sdk/client-codepipeline';
import { log, textOf } from './log';

/** A job as CodePipeline hands it over; what it has besides, such as credentials of artifacts, is not read. */
export interface PipelineJobEvent {
  readonly 'CodePipeline.job': {
    readonly id: string;
    readonly data: {
      readonly actionConfiguration: { readonly configuration: { readonly UserParameters?: string } };
      readonly continuationToken?: string;
    };
  };
}

/** What an action has come to: its end, with values for later actions, or where it goes on. */
export type ActionState =
  | { readonly kind: 'done'; readonly variables: Readonly<Record<string, string>> }
  | { readonly kind: 'again'; readonly token: string; readonly seen: string };

/** Does a part of the action's work, from the beginning or from where `token` says. */
export type ActionWork = (
  parameters: string,
  job: { readonly id: string; readonly token?: string },
) => Promise<ActionState>;

// As long as CodePipeline takes: https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_FailureDetails.html
const LONGEST_MESSAGE = 5_000;

/**
 * Makes a handler of an action of CodePipeline. It always answers: without an answer the action would fail after 20
 * minutes. An answer with a token starts these minutes anew, and CodePipeline calls again, for 24 hours at most.
 */
export function pipelineAction(
  work: ActionWork,
  client: () => Pick<CodePipelineClient, 'send'> = () => new CodePipelineClient(),
): (event: PipelineJobEvent) => Promise<void> {
  return async (event) => {
    const { data, id: jobId } = event['CodePipeline.job'];
    const { actionConfiguration, continuationToken: token } = data;
    const state = await outcome(() =>
      work(actionConfiguration.configuration.UserParameters ?? '{}', {
        id: jobId,
        ...(token === undefined ? {} : { token }),
      }),
    );
    if (state.kind === 'failed') {
      const failureDetails = { type: 'JobFailed' as const, message: state.message.slice(0, LONGEST_MESSAGE) };
      await client().send(new PutJobFailureResultCommand({ jobId, failureDetails }));
      return;
    }
    const result =
      state.kind === 'done' ? { outputVariables: { ...state.variables } } : { continuationToken: state.token };
    await client().send(new PutJobSuccessResultCommand({ jobId, ...result }));
  };
}

/** The one place that catches everything: whatever failed is what the pipeline shows. */
async function outcome(
  work: () => Promise<ActionState>,
): Promise<ActionState | { readonly kind: 'failed'; readonly message: string }> {
  try {
    const state = await work();
    log('INFO', state.kind === 'done' ? 'done' : state.seen, state.kind === 'done' ? state.variables : {});
    return state;
  } catch (error) {
    const message = textOf(error);
    log('ERROR', message);
    return { kind: 'failed', message };
  }
}
