import { ENGINES } from '../../../../engines';
import type { PodShape } from '../../../../engines';
import type { Fault } from '../fault';
import type { PodChange } from './pod-bench';
import { cold, ofPod } from './pod-fault';
import type { PodFault, PodOutcome } from './pod-fault';

const { capabilities } = ENGINES.criu.restore;
/** The captured file is not the service's business: it could not be made either. */
const WITHOUT_FILE = { env: { MAPPED_FILE: 'false' } };

type Row = readonly [id: string, injects: string, PodOutcome, PodChange, Partial<PodFault>?];

const ROWS: readonly Row[] = [
  ...capabilities.map((missing): Row => [
    `without-${missing.toLowerCase().replaceAll('_', '-')}`,
    `the capability ${missing} is missing`,
    cold('capabilities'),
    { shape: { capabilities: capabilities.filter((one) => one !== missing) } },
  ]),
  ['without-capabilities', 'every capability is missing', cold('capabilities'), { shape: { capabilities: [] } }],
  [
    'no-new-privileges',
    'privileges may not grow',
    cold('no-new-privileges'),
    { shape: { allowPrivilegeEscalation: false } },
  ],
  ['default-seccomp', 'the default seccomp profile', cold('restore-failed'), { shape: { seccomp: 'RuntimeDefault' } }],
  [
    'other-user',
    'another user than the captured one',
    cold('restore-failed'),
    { ...WITHOUT_FILE, ...ofUser(12345, 12345) },
  ],
  [
    'other-group',
    'another group than the captured one',
    cold('deadline', 'restore-failed'),
    ofUser(10001, 12345),
    { course: 'hangs' },
  ],
  ['root', 'the user root', cold('restore-failed'), ofUser(0, 0)],
  [
    'read-only-root',
    'a read-only root file system without a volume for the captured file',
    cold('restore-failed'),
    { ...WITHOUT_FILE, shape: { readOnlyRoot: true } },
  ],
  ['few-open-files', 'at most 64 open files', cold('restore-failed'), { options: ['--ulimit', 'nofile=64:64'] }],
];

export const PRIVILEGES: readonly Fault[] = ROWS.map(([id, injects, expected, change, more]) =>
  ofPod('privileges', expected, { id, injects, ...more, change: () => change }),
);

function ofUser(uid: number, gid: number): { readonly shape: Partial<PodShape> } {
  return { shape: { user: { uid, gid } } };
}
