import type { Fault } from './fault';
import { FILES } from './pods/files';

/** Every fault of the matrix. */
export const FAULTS: readonly Fault[] = [...FILES];
