import { stopCopies } from '../../../../stage/copies/stop-copies';
import { captureSpec } from '../../../support/unit-capture-spec';
import { contextOf } from '../../../support/unit-context';
import { containerState } from '../../../support/unit-containers';
import { exited } from '../../../support/unit-runner';
import type { Reply } from '../../../support/unit-runner';

const COPY = { name: 'copy-1', from: 'the pushed image', mode: 'restored', container: 'c1' } as const;
const ENDED = { Running: false, ExitCode: 139 };

/** Stops one copy, whose states the container runtime says one after another, the last one from then on. */
async function stop(kill: Reply, ...states: readonly object[]) {
  let looked = 0;
  const script = {
    'docker kill --signal TERM c1': kill,
    'docker container inspect c1': () => containerState(states[Math.min(looked++, states.length - 1)]),
  };
  return stopCopies(contextOf({ spec: captureSpec({ gate: { stopSeconds: 0.05 } }), script }), [COPY]);
}

describe('a copy that gets SIGTERM', () => {
  test('ends with a status', async () => {
    expect(await stop({}, {}, {}, ENDED)).toEqual([{ kind: 'ended', status: 139 }]);
  });

  test('may go on after the grace period', async () => {
    expect(await stop({}, {})).toEqual([{ kind: 'running' }]);
  });

  test('may have died before', async () => {
    expect(await stop({}, ENDED)).toEqual([{ kind: 'died', status: 139 }]);
  });

  test('may die just before the signal', async () => {
    const gone = exited(1, 'cannot kill container: c1: container c1 is not running');
    expect(await stop(gone, {}, ENDED)).toEqual([{ kind: 'died', status: 139 }]);
  });

  test('cannot be stopped by a container runtime that refuses', async () => {
    await expect(stop(exited(1, 'permission denied'), {})).rejects.toThrow('permission denied');
  });
});
