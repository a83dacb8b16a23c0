import type { CaptureSpec } from '../../contract';

/**
 * What the service is called in requests of the stage. The ports of captured service and copies differ on this machine,
 * and a service may repeat in links what it was called.
 */
export function serviceHost({ run }: CaptureSpec): string {
  return `localhost:${run.port}`;
}
