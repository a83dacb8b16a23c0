import { Duration } from 'aws-cdk-lib';
import type { CaptureSpecInput } from '../../contract';

/** When a warm-up ends. */
export class WarmUpUntil {
  /** When latency stops falling, and after `max` in any case: two minutes if left out. */
  public static steady(max: Duration = Duration.minutes(2)): WarmUpUntil {
    return new WarmUpUntil({ steady: { maxSeconds: max.toSeconds({ integral: false }) } });
  }

  /** When the list of requests was sent so often. */
  public static count(count: number): WarmUpUntil {
    return new WarmUpUntil({ count });
  }

  /** After a time. */
  public static elapsed(time: Duration): WarmUpUntil {
    return new WarmUpUntil({ seconds: time.toSeconds({ integral: false }) });
  }

  private constructor(private readonly end: NonNullable<CaptureSpecInput['warmUp']['until']>) {}

  /** As the capture spec says it. @internal */
  public _render(): NonNullable<CaptureSpecInput['warmUp']['until']> {
    return this.end;
  }
}
