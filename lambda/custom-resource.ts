import { waitUntil } from '../kit/wait';

/** What CloudFormation asks: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref-requests.html */
export interface CustomResourceEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Readonly<Record<string, string>>;
}

/** Does the work of a create or an update, and returns the physical id of the resource. */
export type Work = (properties: Readonly<Record<string, string>>) => Promise<string>;

const ANSWER = { timeoutMs: 20_000, intervalMs: 1_000 };

/**
 * Makes a handler of a custom resource that has nothing to delete. It always answers: without an answer a stack would
 * wait for an hour.
 */
export function customResource(work: Work): (event: CustomResourceEvent) => Promise<void> {
  return async (event) => {
    const { PhysicalResourceId = event.RequestId, RequestType } = event;
    if (RequestType === 'Delete') {
      await answer(event, { Status: 'SUCCESS', PhysicalResourceId });
      return;
    }
    await answer(event, await outcome(event, work));
  };
}

interface Outcome {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly PhysicalResourceId: string;
  readonly Reason?: string;
}

/** The one place that catches everything: whatever failed is the reason that the stack shows. */
async function outcome(event: CustomResourceEvent, work: Work): Promise<Outcome> {
  try {
    return { Status: 'SUCCESS', PhysicalResourceId: await work(event.ResourceProperties) };
  } catch (error) {
    const Reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${event.LogicalResourceId}: ${Reason}\n`);
    return { Status: 'FAILED', PhysicalResourceId: event.PhysicalResourceId ?? event.RequestId, Reason };
  }
}

async function answer(event: CustomResourceEvent, result: Outcome): Promise<void> {
  const { LogicalResourceId, RequestId, ResponseURL, StackId } = event;
  // As bytes, since a text would get a content type, which the signature of the address does not have.
  const body = new TextEncoder().encode(JSON.stringify({ ...result, LogicalResourceId, RequestId, StackId }));
  await waitUntil(ANSWER, async () => {
    const { ok, status } = await fetch(ResponseURL, { method: 'PUT', body });
    return ok ? { found: undefined } : { seen: `status ${status}` };
  });
}
