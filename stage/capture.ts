import type { ReleaseRecord } from '../contract';
import { startCompanions } from './companions';
import { roleSessions } from './aws/role-sessions';
import { throwAwayCredentials } from './sandbox';
import type { CredentialSource } from './sandbox';
import type { StageContext } from './stage-context';
import { assemble } from './steps/assemble';
import { build } from './steps/build';
import { checkpoint } from './steps/checkpoint';
import { gate } from './steps/gate';
import { layer } from './steps/layer';
import { publish } from './steps/publish';
import { push } from './steps/push';
import { ready } from './steps/ready';
import { record } from './steps/record';
import { runService } from './steps/run-service';
import type { Accompanied, Layered, Published, Running, Warmed } from './steps/states';
import { search } from './steps/search';
import { step } from './steps/step';
import { TEXTS } from './steps/texts';
import { warmUp } from './steps/warm-up';

/** What a run has made, while its companions are still up. */
export interface Capture {
  readonly published: Published;
  readonly record: ReleaseRecord;
}

/**
 * The stage: from a capture spec to a release. `afterwards` works with the companions still up, for example to measure
 * the release; they end with it.
 */
export async function capture<T>(context: StageContext, afterwards: (capture: Capture) => Promise<T>): Promise<T> {
  const built = await step(context, 'build', TEXTS.build, () => build(context));
  const layered = await step(context, 'layer', TEXTS.layer, () => layer(context, built));
  const accompanied = await step(context, 'companions', TEXTS.companions, () => accompany(context, layered));
  try {
    const published = await captureAndPublish(context, accompanied);
    const released = await step(context, 'record', TEXTS.record, () => record(context, published));
    return await afterwards({ published, record: released });
  } finally {
    await accompanied.neighbourhood.close();
  }
}

async function captureAndPublish(context: StageContext, accompanied: Accompanied): Promise<Published> {
  const running = await step(context, 'run', TEXTS.run, () => runService(context, accompanied));
  const service = context.driver.asksItself(context.spec) ? running : await warmed(context, running);
  const captured = await step(context, 'checkpoint', TEXTS.checkpoint, () => checkpoint(context, service));
  const assembled = await step(context, 'assemble', TEXTS.assemble, () => assemble(context, captured));
  const searched = await step(context, 'search', TEXTS.search, () => search(context, assembled));
  const pushed = await step(context, 'push', TEXTS.push, () => push(context, searched));
  const proven = await step(context, 'gate', TEXTS.gate, () => gate(context, pushed));
  return step(context, 'publish', TEXTS.publish, () => publish(context, proven));
}

async function warmed(context: StageContext, running: Running): Promise<Warmed> {
  const isReady = await step(context, 'ready', TEXTS.ready, () => ready(context, running));
  return step(context, 'warm-up', TEXTS.warmUp, () => warmUp(context, isReady));
}

async function accompany(context: StageContext, layered: Layered): Promise<Accompanied> {
  return {
    ...layered,
    neighbourhood: await startCompanions(context, layered.companionImages),
    credentials: credentialSource(context),
  };
}

function credentialSource({ run, spec }: StageContext): CredentialSource {
  if (spec.credentials !== undefined) return roleSessions(spec.credentials, run.id);
  return () => Promise.resolve(throwAwayCredentials());
}
