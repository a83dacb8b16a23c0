import type { CaptureSpec } from '../../contract';
import { throwAwayCredentials } from './credentials';
import type { CredentialSource } from './credentials';
import { roleSessions } from './role-sessions';

export { endpointToken, throwAwayCredentials } from './credentials';
export type { CaptureCredentials, CredentialSource } from './credentials';

/** Sessions of the role that the capture spec names; without one, credentials that no AWS account knows. */
export function credentialsOf({ credentials }: CaptureSpec, run: string): CredentialSource {
  return credentials === undefined ? () => Promise.resolve(throwAwayCredentials()) : roleSessions(credentials, run);
}
