import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CRIU_PROGRAM, VARIABLES } from '../../../../contract';
import { boundMs } from '../bounds';
import type { Fault, Seen } from '../fault';
import type { World } from '../world';
import type { Pod } from './pod';
import type { PodBench } from './pod-bench';
import { cold, ofPod, restored } from './pod-fault';
import type { PodFault } from './pod-fault';

/** 128 and the number of SIGTERM. */
const TERMINATED = 143;
const TIMEOUT_MS = 20_000;
const HANGS = 'sleep 600';
/** Below the deadline of the restore. */
const SLOW = 'sleep 1.5';
const PREVIOUS = '/previous';
const FAILED = cold('restore-failed');

/** Puts a script in the place of CRIU, which may call `$0.real`; the service has the captured process id `$SERVICE`. */
function instead(script: string): PodFault['change'] {
  return async (bench) => {
    const lines = ['#!/bin/sh', 'SERVICE=$(sed -n s/^service=//p /opt/eks-crac/checkpoint/manifest)', script, ''];
    const copy = `COPY --chmod=755 criu ${CRIU_PROGRAM}`;
    return {
      image: await bench.derived([`RUN mv ${CRIU_PROGRAM} ${CRIU_PROGRAM}.real`, copy], { criu: lines.join('\n') }),
    };
  };
}

/** Waits until the service answers, strikes, and waits for the end of the container. */
const onceReady =
  (strike: (pod: Pod) => Promise<unknown>) =>
  async (pod: Pod): Promise<number> => {
    const { decision } = await pod.answered(TIMEOUT_MS);
    if (decision.mode !== 'restored')
      throw new Error(`it was to be restored first, and started cold: ${decision.reason}`);
    await strike(pod);
    await pod.ended(TIMEOUT_MS);
    return Date.now();
  };

async function killedInRestore(pod: Pod): Promise<number> {
  await pod.running(HANGS, TIMEOUT_MS);
  await pod.signal('KILL');
  await pod.ended(TIMEOUT_MS);
  return Date.now();
}

/** A pod that is told to end while it is restored ends in time, with the status of a service that was told. */
function term(id: string, injects: string, waits: string, script: string): Fault {
  const run = async (world: World): Promise<Seen> => {
    const bench = await world.pods();
    const pod = await bench.start(await instead(script)(bench));
    try {
      await pod.running(waits, TIMEOUT_MS);
      const began = Date.now();
      await pod.signal('TERM');
      const status = await pod.ended(TIMEOUT_MS);
      const ms = Date.now() - began;
      const bound = boundMs('hangs', bench.measured);
      const late = ms > bound ? `it ended after ${ms} ms, and ${bound} ms were expected at most` : undefined;
      const other = status === TERMINATED ? undefined : `it ended with status ${status}\n${await pod.log()}`;
      return { outcome: `ended with status ${status}`, ms, wrong: other ?? late };
    } finally {
      await pod.remove();
    }
  };
  return { id, injects, run, group: 'restore', expected: { outcome: 'ended', status: TERMINATED } };
}

const changed =
  (env: Readonly<Record<string, string>>): PodFault['change'] =>
  () => ({ env });

function markedBefore(bench: PodBench) {
  const folder = bench.folder('previous');
  writeFileSync(join(folder, 'attempt'), '');
  return { env: { [VARIABLES.guard]: PREVIOUS }, options: ['--volume', `${folder}:${PREVIOUS}`] };
}

export const RESTORE: readonly Fault[] = [
  term('term-in-restore', 'SIGTERM during a restore that hangs', HANGS, `exec ${HANGS}`),
  term('term-before-restored', 'SIGTERM during a restore that goes well', SLOW, `${SLOW}; exec "$0.real" "$@"`),
  ofPod('restore', cold('deadline'), {
    ...{ id: 'restore-hangs', injects: 'CRIU hangs', course: 'hangs' },
    change: instead(`exec ${HANGS}`),
  }),
  ofPod('restore', FAILED, { id: 'restore-fails', injects: 'CRIU fails', change: instead('echo broken >&2; exit 1') }),
  ofPod('restore', FAILED, {
    ...{ id: 'restore-claims-success', injects: 'CRIU ends with status 0 and has restored nothing' },
    change: instead('exit 0'),
  }),
  ofPod('restore', FAILED, {
    ...{ id: 'restore-killed', injects: 'CRIU is killed', change: instead('kill -9 $$') },
  }),
  ofPod('restore', FAILED, {
    ...{ id: 'restore-out-of-memory', injects: 'the restore takes more memory than the pod has' },
    change: instead('exec tail /dev/zero'),
  }),
  ofPod('restore', FAILED, {
    ...{ id: 'restore-leaves-processes', injects: 'CRIU fails and leaves processes that hold its output' },
    change: instead('sleep 600 & (setsid sleep 600 &) ; exit 1'),
  }),
  ofPod('restore', FAILED, {
    ...{ id: 'service-killed-in-restore', injects: 'the service is killed before its hooks have ended' },
    change: instead('"$0.real" "$@" --leave-stopped; status=$?; kill -9 $SERVICE; exit $status'),
  }),
  ofPod('restore', cold('deadline'), {
    ...{ id: 'service-stopped-in-restore', injects: 'the service hangs before its hooks have ended', course: 'hangs' },
    change: instead('exec "$0.real" "$@" --leave-stopped'),
  }),
  ofPod('restore', cold('previous-attempt'), {
    ...{ id: 'dies-after-ready', injects: 'the service crashes after it was ready', change: changed({}) },
    strike: onceReady((pod) => pod.post('/exit?status=3')),
  }),
  ofPod('restore', cold('previous-attempt'), {
    ...{ id: 'killed-after-ready', injects: 'the container is killed after it was ready', change: changed({}) },
    strike: onceReady((pod) => pod.signal('KILL')),
  }),
  ofPod('restore', cold('previous-attempt'), {
    ...{
      id: 'killed-in-restore',
      injects: 'the container is killed during the restore',
      change: instead(`exec ${HANGS}`),
    },
    strike: killedInRestore,
  }),
  ofPod('restore', restored, {
    ...{ id: 'ends-after-ready', injects: 'the service ends with status 0 after it was ready', change: changed({}) },
    strike: onceReady((pod) => pod.post('/exit?status=0')),
  }),
  ofPod('restore', cold('previous-attempt'), {
    ...{ id: 'previous-attempt', injects: 'an earlier container of the pod has left its mark', change: markedBefore },
  }),
  ofPod('restore', cold('deadline'), {
    ...{ id: 'deadline-short', injects: 'a deadline of 1 ms' },
    change: changed({ [VARIABLES.deadlineMs]: '1' }),
  }),
  ofPod('restore', restored, {
    ...{ id: 'settings-invalid', injects: 'variables of start that are not valid' },
    change: changed({ [VARIABLES.deadlineMs]: 'x', [VARIABLES.guardSeconds]: '-1', [VARIABLES.mode]: 'fast' }),
  }),
  ofPod('restore', cold('disabled'), {
    ...{ id: 'disabled', injects: 'the operator disables restores' },
    change: changed({ [VARIABLES.mode]: 'cold' }),
  }),
];
