import type { CaptureSpec } from '../../../contract';
import { Failure } from '../../../kit/report/failure';
import type { StageContext } from '../../context/stage-context';
import { Listener } from './listener';
import type { HeardKey } from './listener';
import type { PreparedCopy } from '../../copies/prepared-copy';

/** A copy and its listener. */
export interface HeardCopy {
  readonly copy: PreparedCopy;
  readonly listener: Listener;
}

/** Starts a listener for each copy before it starts; without companions there is nothing to sign requests for. */
export async function hear(
  context: StageContext,
  network: string,
  copies: readonly PreparedCopy[],
): Promise<readonly HeardCopy[]> {
  if (context.spec.companions.length === 0) return [];
  return Promise.all(
    copies.map(async (copy) => ({ copy, listener: await Listener.start(context, network, copy.sandbox.container) })),
  );
}

export async function stopHearing({ containers }: StageContext, heard: readonly HeardCopy[]): Promise<void> {
  await containers.remove(
    'container',
    heard.map(({ listener }) => listener.container),
  );
}

/** Fails when a copy signs with the access key of the capture: it would do the same in a pod. */
export async function requireOwnKeys(
  { spec }: StageContext,
  capturedKey: string,
  { copy, listener }: HeardCopy,
): Promise<void> {
  const captured = (await listener.heardKeys()).find(({ accessKey }) => accessKey === capturedKey);
  if (captured === undefined) return;
  throw new Failure(
    'credentials-kept',
    `${copy.name} restored from the pushed image signs what it sends to ${await addressee(spec, listener, captured)} with the access key of the capture, ${shortened(capturedKey)}: an AWS client kept its credentials`,
    'close the client in `beforeCheckpoint` of an org.crac hook and build a new one, with a new credentials provider, in `afterRestore`; with Spring in `stop()` and `start()` of a SmartLifecycle bean; nothing was released',
  );
}

async function addressee(spec: CaptureSpec, listener: Listener, { address, port }: HeardKey): Promise<string> {
  for (const companion of spec.companions) {
    if (companion.port === port && (await listener.addressOf(companion.name)) === address) {
      return `companion ${companion.name}`;
    }
  }
  return `${address}:${port}`;
}

/** Enough of a key to tell two apart. */
function shortened(accessKey: string): string {
  return `${accessKey.slice(0, 4)}…${accessKey.slice(-4)}`;
}
