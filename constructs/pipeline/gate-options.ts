import type { Duration } from 'aws-cdk-lib';
import type { CaptureSpecInput } from '../../contract';
import type { HttpRequest } from './warm-up';

/** A request whose answer every restored copy must give as the captured service gave it. */
export interface GateHttpRequest extends HttpRequest {
  /**
   * What is compared: `answer`, status and body, or `status` alone, for answers that depend on earlier requests.
   *
   * @default 'answer'
   */
  readonly compare?: 'answer' | 'status';
}

/** What a captured checkpoint must pass before it is a release. */
export interface GateOptions {
  /**
   * Copies restored at the same time, 2 to 16.
   *
   * @default 2
   */
  readonly restores?: number;

  /**
   * How long a copy may take.
   *
   * @default Duration.seconds(60)
   */
  readonly deadline?: Duration;

  /**
   * Requests whose answers are compared.
   *
   * @default - a copy must be ready, and nothing is compared
   */
  readonly requests?: readonly GateHttpRequest[];

  /**
   * Names of JSON fields left out of the comparison at any depth.
   *
   * @default - every field is compared
   */
  readonly ignore?: readonly string[];
}

/** As the capture spec says it. */
export function renderGate(gate: GateOptions = {}): NonNullable<CaptureSpecInput['gate']> {
  return {
    restores: gate.restores,
    deadlineSeconds: gate.deadline?.toSeconds({ integral: false }),
    requests: gate.requests?.map((request) => ({ ...request, headers: { ...request.headers } })),
    ignore: gate.ignore === undefined ? undefined : [...gate.ignore],
  };
}
