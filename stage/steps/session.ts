import type { StageContext } from '../context/stage-context';
import { CaptureSession } from '../engines';
import type { Running } from './states';

/** Returns the running service as an engine sees it. */
export function sessionOf(context: StageContext, { container, user }: Running): CaptureSession {
  const { engine } = context;
  return new CaptureSession(context, {
    container,
    user: `${user.uid}:${user.gid}`,
    explainExit: (output) => engine.explainExit(output),
  });
}
