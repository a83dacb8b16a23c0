import type { StageMessage } from '../../contract';

/** Receives the messages of the stage, which never prints. */
export interface Reporter {
  report(message: StageMessage): void;
}
