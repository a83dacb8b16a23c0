import type { Fault } from './fault';
import { EXPRESS } from './pods/express';
import { FILES } from './pods/files';
import { IMAGES } from './pods/images';
import { NODE } from './pods/node';
import { PRIVILEGES } from './pods/privileges';
import { RESTORE } from './pods/restore';
import { STORE } from './pods/store';
import { KILLED } from './stage/killed';
import { RECORDS } from './stage/records';
import { REGISTRY } from './stage/registry';

/** Every fault of the matrix. */
export const FAULTS: readonly Fault[] = [
  ...FILES,
  ...IMAGES,
  ...PRIVILEGES,
  ...NODE,
  ...STORE,
  ...EXPRESS,
  ...RESTORE,
  ...KILLED,
  ...REGISTRY,
  ...RECORDS,
];

/** What is run on every change: a few of them, of each group. */
export const QUICK: readonly string[] = [
  ...['pages-truncated', 'jvm-other', 'without-sys-ptrace', 'guard-full', 'store-pages-truncated'],
  ...['restore-hangs', 'dies-after-ready', 'killed-in-push', 'registry-refuses-record', 'killed-in-record'],
];
