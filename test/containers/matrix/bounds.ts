/** What a pod's times depend on, of one release and measured in the same run. */
export interface Measured {
  /** From the start of a container to its first answer, without a restore. */
  readonly coldMs: number;
  /** How long a restore may take. */
  readonly deadlineMs: number;
}

/** How a fault ends the restore: not at all, with a failure that is reported, or never. */
export type Course = 'goes on' | 'fails' | 'hangs';

/** One start on a busy machine differs from another, so a cold start may take so many times what was measured. */
const NOISE = 1.5;
/** What a container runtime needs in addition. */
const SLACK_MS = 2000;

/** Until when the service must answer. */
export function boundMs(course: Course, { coldMs, deadlineMs }: Measured): number {
  const cold = Math.round(coldMs * NOISE) + SLACK_MS;
  switch (course) {
    case 'goes on':
      return deadlineMs + SLACK_MS;
    case 'fails':
      return cold;
    case 'hangs':
      return deadlineMs + cold;
  }
}
