import type { FailureCode } from '../../contract';

/** How a copy is meant to start. */
export type CopyMode = 'restored' | 'cold';

interface ModeTexts {
  /** The code of a failure to start. */
  readonly start: FailureCode;
  /** The code of a failure to behave. */
  readonly behave: FailureCode;
  /** Follows the name of the copy and `from`. */
  readonly verb: string;
  readonly expected: string;
}

export const COPY_MODES: Readonly<Record<CopyMode, ModeTexts>> = {
  restored: {
    start: 'restore-failed',
    behave: 'gate-failed',
    verb: 'restored from',
    expected: 'is not like the captured service',
  },
  cold: {
    start: 'fallback-failed',
    behave: 'fallback-failed',
    verb: 'started cold from',
    expected: 'does not serve, and a pod that cannot restore would do the same',
  },
};
