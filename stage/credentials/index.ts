import type { CaptureSpec } from '../../contract';
import { throwAwayCredentials } from './credentials';
import type { CredentialSource } from './credentials';
import { roleSessions } from './role-sessions';

export { endpointToken, throwAwayCredentials } from './credentials';
export { GivenCredentials } from './given-credentials';
export type { CaptureCredentials, CredentialSource } from './credentials';

/** Returns sessions of the role named in the capture spec; without a role, credentials unknown to any AWS account. */
export function credentialsOf({ credentials }: CaptureSpec, run: string): CredentialSource {
  return credentials === undefined ? () => Promise.resolve(throwAwayCredentials()) : roleSessions(credentials, run);
}
