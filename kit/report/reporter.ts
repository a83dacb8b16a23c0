import type { StageMessage } from '../../contract';

/** Receives what the stage says. The stage never prints. */
export interface Reporter {
  report(message: StageMessage): void;
}
