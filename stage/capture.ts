import type { ReleaseRecord } from '../contract';
import type { StageContext } from './context/stage-context';
import {
  assemble,
  build,
  checkpoint,
  companions,
  gate,
  layer,
  publish,
  push,
  ready,
  record,
  runService,
  runStep,
  search,
  stores,
  warmUp,
  workingSet,
} from './steps';
import type { Accompanied, Proven, Published, Running, Warmed } from './steps/states';

/** The result of a capture while its companions are still up. */
export interface Capture {
  readonly published: Published;
  readonly record: ReleaseRecord;
}

/**
 * Runs the steps from a capture spec to a release. `afterwards` runs while the companions are still up, for example to
 * measure the release; they are stopped after it.
 */
export async function capture<T>(context: StageContext, afterwards: (capture: Capture) => Promise<T>): Promise<T> {
  const built = await runStep(context, build, undefined);
  const layered = await runStep(context, layer, built);
  const accompanied = await runStep(context, companions, layered);
  try {
    const published = await captureAndPublish(context, accompanied);
    const released = await runStep(context, record, published);
    return await afterwards({ published, record: released });
  } finally {
    await accompanied.network.close();
  }
}

async function captureAndPublish(context: StageContext, accompanied: Accompanied): Promise<Published> {
  const proven = await captureAndProve(context, accompanied);
  const stored = await runStep(context, stores, proven);
  return runStep(context, publish, stored);
}

/** Runs the steps from companions that are ready to a proven candidate. */
export async function captureAndProve(context: StageContext, accompanied: Accompanied): Promise<Proven> {
  const running = await runStep(context, runService, accompanied);
  const service = context.engine.asksItself(context.spec) ? running : await warmed(context, running);
  const captured = await runStep(context, checkpoint, service);
  const assembled = await runStep(context, assemble, captured);
  const complete = await runStep(context, workingSet, assembled);
  const searched = await runStep(context, search, complete);
  const pushed = await runStep(context, push, searched);
  return runStep(context, gate, pushed);
}

async function warmed(context: StageContext, running: Running): Promise<Warmed> {
  const isReady = await runStep(context, ready, running);
  return runStep(context, warmUp, isReady);
}
