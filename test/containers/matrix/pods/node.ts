import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { uptime } from 'node:os';
import { VARIABLES } from '../../../../contract';
import { captureShape, ENGINES } from '../../../../engines';
import { onOtherClock } from '../../journeys/other-clock';
import type { Fault } from '../fault';
import { manifest, manifestWith } from './damage';
import type { Damage } from './damage';
import type { PodBench, PodChange } from './pod-bench';
import { cold, ofPod, restored } from './pod-fault';
import type { PodFault, PodOutcome } from './pod-fault';
import { withTakenPid } from './taken-pid';

const DAY_SECONDS = 86_400;
const GUARD = '/guard';
const OTHER_CGROUPS = statSync('/sys/fs/cgroup/cgroup.controllers', { throwIfNoEntry: false }) === undefined ? 2 : 1;

type Row = readonly [id: string, injects: string, PodOutcome, PodFault['change'], Partial<PodFault>?];

const ROWS: readonly Row[] = [
  [
    'cpu-flag-missing',
    'the CPU lacks a flag of the capture’s',
    cold('cpu'),
    ofManifest(manifest((text) => text.replace(/^cpu=/m, 'cpu=future '))),
  ],
  [
    'cpu-other-architecture',
    'the checkpoint is of another architecture',
    cold('cpu'),
    ofManifest(manifestWith('cpu', 'fp asimd evtstrm aes pmull sve')),
  ],
  [
    'kernel-without-rseq',
    'a kernel that refuses the restartable sequences of the capture',
    cold('restore-failed', 'kernel'),
    refusing('rseq'),
  ],
  [
    'kernel-without-clone3',
    'a kernel before Linux 5.5, without clone3 that sets process ids',
    cold('restore-failed'),
    refusing('clone3'),
  ],
  [
    'kernel-need-unknown',
    'the checkpoint needs something of the kernel that start does not know',
    cold('kernel'),
    ofManifest(manifestWith('needs', 'antigravity')),
  ],
  [
    'other-cgroups',
    'control groups of another version',
    cold('kernel'),
    ofManifest(manifestWith('needs', `cgroup-v${OTHER_CGROUPS}`)),
  ],
  ['clock-behind', 'a boot clock behind that of the capture', restored, onClock(-Math.floor(uptime() / 2))],
  ['clock-ahead', 'a boot clock a day ahead', restored, onClock(DAY_SECONDS)],
  [
    'clock-behind-namespace',
    'a boot clock behind that of a checkpoint with a time namespace',
    cold('clock'),
    ofManifest(manifestWith('clock', '99999999999')),
  ],
  ['cpu-scarce', 'a fifth of a CPU', restored, limited({ cpu: 0.2, memoryMiB: 512 }), { slow: true }],
  [
    'memory-scarce',
    '40 MiB of memory, less than the service had at its capture',
    restored,
    limited({ cpu: 1, memoryMiB: 40 }),
    { slow: true },
  ],
  [
    'folder-hidden',
    'an empty volume hides the file that the service has mapped',
    cold('restore-failed'),
    () => ({ options: ['--tmpfs', '/tmp:mode=1777'] }),
  ],
  [
    'disk-full',
    'no file can be made in /tmp',
    cold('restore-failed'),
    () => ({ env: { MAPPED_FILE: 'false' }, options: ['--tmpfs', '/tmp:mode=1777,nr_inodes=1'] }),
  ],
  ['guard-full', 'the volume of the crash-loop guard is full', cold('guard'), guarded('mode=1777,nr_inodes=1')],
  ['guard-read-only', 'the volume of the crash-loop guard is read-only', cold('guard'), guarded('mode=1777,ro')],
  [
    'guard-missing',
    'the folder of the crash-loop guard is missing',
    cold('guard'),
    () => ({ env: { [VARIABLES.guard]: '/nowhere' } }),
  ],
  [
    'no-network',
    'no network but the pod’s own',
    restored,
    async (bench) => ({ options: ['--network', await bench.lonely(), '--dns', '192.0.2.1'] }),
  ],
];

export const NODE: readonly Fault[] = [
  ...ROWS.map(([id, injects, expected, change, more]) => ofPod('node', expected, { id, injects, ...more, change })),
  ofPod('node', cold('restore-failed'), {
    ...{ id: 'pid-taken', injects: 'another process of the pod has the process id of the service' },
    change: withTakenPid,
  }),
];

function ofManifest(damage: Damage): PodFault['change'] {
  return (bench) => ({ options: bench.checkpoint(damage) });
}

/** A kernel without a system call: with a seccomp profile that refuses nothing else. */
function refusing(call: string): PodFault['change'] {
  return (bench) => {
    const file = join(bench.folder('seccomp'), 'profile.json');
    const syscalls = [{ names: [call], action: 'SCMP_ACT_ERRNO', errnoRet: 38 }];
    writeFileSync(file, JSON.stringify({ defaultAction: 'SCMP_ACT_ALLOW', syscalls }));
    return { options: ['--security-opt', `seccomp=${file}`] };
  };
}

function limited(limits: { readonly cpu: number; readonly memoryMiB: number }): PodFault['change'] {
  return () => ({ shape: { limits } });
}

function guarded(options: string): PodFault['change'] {
  return () => ({ env: { [VARIABLES.guard]: GUARD }, options: ['--tmpfs', `${GUARD}:${options}`] });
}

function onClock(seconds: number): PodFault['change'] {
  return async (bench: PodBench): Promise<PodChange> => {
    const { gid, memoryMiB, uid, cpu } = bench.record.pod;
    const { command, entrypoint } = onOtherClock(seconds, { uid, gid }, await bench.command());
    const limits = { cpu, memoryMiB };
    const shape = captureShape(ENGINES.criu, { user: { uid, gid }, limits, readOnlyRoot: false, volumes: [] });
    return { shape, options: ['--entrypoint', entrypoint], args: command };
  };
}
