import type { ReleaseRecord } from '../../contract';
import type {
  Accompanied,
  Assembled,
  Built,
  Captured,
  Layered,
  Proven,
  Published,
  Pushed,
  Ready,
  Running,
  Searched,
  Warmed,
} from './states';
import type { StepText } from './step';

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;

function text<T>(title: string, summary: (result: T) => string): StepText<T> {
  return { title, summary };
}

/** How each step is told, in the order of the steps. */
export const TEXTS = {
  build: text<Built>('build the service', ({ config }) => config.id.slice(0, 19)),
  layer: text<Layered>('add the runtime layer', ({ user }) => `user ${user.uid}:${user.gid}`),
  companions: text<Accompanied>(
    'start the companions',
    ({ neighbourhood }) => neighbourhood.names.join(', ') || 'none declared',
  ),
  run: text<Running>('run the service', ({ container }) => container.slice(0, 12)),
  ready: text<Ready>('wait until it is ready', ({ readyMs }) => `ready after ${readyMs} ms`),
  warmUp: text<Warmed>(
    'warm it up',
    ({ rehearsed, requests }) => `${requests} requests${rehearsed ? ', hooks rehearsed' : ''}`,
  ),
  checkpoint: text<Captured>('freeze it', ({ frozen }) => `${frozen.engineName} ${frozen.engineVersion}`),
  assemble: text<Assembled>('assemble the checkpoint image', ({ rawBytes }) => megabytes(rawBytes)),
  search: text<Searched>('look for secrets in it', ({ secretsSought }) => `none of ${secretsSought}`),
  push: text<Pushed>('push the candidate', ({ storedBytes }) => `layer of ${megabytes(storedBytes.layer)}`),
  gate: text<Proven>(
    'prove the pushed candidate',
    ({ clones, restoreMs }) =>
      `restored in ${restoreMs.join(', ')} ms${clones === undefined ? '' : `, ${clones.generators} generators differ`}`,
  ),
  publish: text<Published>('publish', ({ number }) => `v${number}`),
  record: text<ReleaseRecord>('write the release record', ({ release }) => release),
};
