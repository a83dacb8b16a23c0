import type { CaptureChange } from './change-fields';
import type { CaptureGateRequest } from './request-fields';

/** What a captured checkpoint must pass to become a release. */
export interface CaptureGate {
  /** Number of copies restored at the same time, 2 to 16. @default 3 */
  readonly restores?: number;

  /** How long a restore may take in the gate, in seconds, at most 600. @default 60 */
  readonly deadlineSeconds?: number;

  /** How long a restore may take in a pod, 1 to 600 seconds, whatever the store. @default - as the gate measured */
  readonly podDeadlineSeconds?: number;

  /** How long 95 of 100 restores may take, container start to first answer, in seconds, at most 600. @default - no limit */
  readonly p95Seconds?: number;

  /** How long a copy may take to end after SIGTERM, in seconds, at most 3600. @default 30 */
  readonly stopSeconds?: number;

  /**
   * What a cold start of the checkpoint image must show: `answers` to respond to `requests` with their status, `ready` to
   * become ready.
   *
   * @default answers
   */
  readonly coldStart?: 'answers' | 'ready';

  /** What a restored copy must see that differs from the capture, at most 50. @default [] */
  readonly mustChange?: readonly CaptureChange[];

  /** Requests whose responses are compared. @default [] */
  readonly requests?: readonly CaptureGateRequest[];

  /** Names of JSON fields excluded from the comparison, at any depth. @default [] */
  readonly ignore?: readonly string[];

  /**
   * Headers of responses, by name: `compare` to compare the values as they are, `ignore` to leave the header out.
   *
   * @default {}
   */
  readonly headers?: Readonly<Record<string, 'compare' | 'ignore'>>;

  /** Whether to reject copies that draw the same random numbers or give out the same ids. @default true */
  readonly cloneProbe?: boolean;

  /** Names of JSON fields whose values must differ between copies, at any depth. @default [] */
  readonly unique?: readonly string[];
}
