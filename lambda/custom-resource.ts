import { waitUntil } from '../kit/wait';
import { log, textOf } from './log';

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

/** What the work has made. */
export interface Made {
  /** The physical id of the resource. */
  readonly id: string;

  /**
   * The attributes of the resource.
   *
   * @default - none
   */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Does the work of a create or an update. */
export type Work = (properties: Readonly<Record<string, string>>) => Promise<Made>;

const ANSWER = { timeoutMs: 20_000, intervalMs: 1_000 };

/**
 * Makes a handler of a custom resource that has nothing to delete, also after a create that failed. It always answers:
 * without an answer a stack would wait for an hour. The address of the answer is a secret, and in no log.
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
  readonly Data?: Readonly<Record<string, string>>;
}

/** The one place that catches everything: whatever failed is the reason that the stack shows. */
async function outcome(event: CustomResourceEvent, work: Work): Promise<Outcome> {
  try {
    const { attributes, id } = await work(event.ResourceProperties);
    log('INFO', 'done', { resource: event.LogicalResourceId, id });
    return { Status: 'SUCCESS', PhysicalResourceId: id, ...(attributes === undefined ? {} : { Data: attributes }) };
  } catch (error) {
    const Reason = textOf(error);
    log('ERROR', Reason, { resource: event.LogicalResourceId });
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

/** Returns a property that the construct always gives. */
export function required(name: string, value: string | undefined): string {
  if (value === undefined) throw new TypeError(`the property ${name} is missing`);
  return value;
}
