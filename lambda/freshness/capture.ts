import { ListPipelineExecutionsCommand, StartPipelineExecutionCommand } from '@aws-sdk/client-codepipeline';
import type { CodePipelineClient } from '@aws-sdk/client-codepipeline';

/** What became of the wish for a capture. */
export type CaptureAnswer =
  { readonly kind: 'started'; readonly execution: string } | { readonly kind: 'runs-already' };

/** What is captured anew, and why today: of two calls with the same of both, one starts it. */
export interface Capture {
  readonly pipeline: string;
  readonly release: string;
  readonly day: string;
}

/** Starts a pipeline with the newest revision of its source, unless it runs: it makes a release then in any case. */
export async function capture(
  client: Pick<CodePipelineClient, 'send'>,
  { day, pipeline, release }: Capture,
): Promise<CaptureAnswer> {
  const list = new ListPipelineExecutionsCommand({ pipelineName: pipeline, maxResults: 10 });
  const { pipelineExecutionSummaries: executions = [] } = await client.send(list);
  if (executions.some(({ status }) => status === 'InProgress' || status === 'Stopping'))
    return { kind: 'runs-already' };
  const clientRequestToken = `eks-crac-${release}-${day}`;
  const { pipelineExecutionId: execution = '' } = await client.send(
    new StartPipelineExecutionCommand({ name: pipeline, clientRequestToken }),
  );
  return { kind: 'started', execution };
}
