import { randomBytes } from 'node:crypto';

/** What a container credential endpoint answers, and the token with which it is asked. */
export interface CaptureCredentials {
  readonly token: string;
  readonly document: {
    readonly AccessKeyId: string;
    readonly SecretAccessKey: string;
    readonly Token: string;
    /** When the session itself ends; no answer says that it is far away. */
    readonly Expiration: string;
  };
}

/** Where the credentials of the next sandbox come from: each has its own, so that it can be told who signed. */
export type CredentialSource = () => Promise<CaptureCredentials>;

/** Longer than any run. */
const LIFETIME_MS = 24 * 60 * 60 * 1000;

/** Credentials that no AWS account knows: a stand-in for the capture role's session where there is no AWS. */
export function throwAwayCredentials(now: Date = new Date()): CaptureCredentials {
  return {
    token: endpointToken(),
    document: {
      AccessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
      SecretAccessKey: randomBytes(30).toString('base64'),
      Token: randomBytes(48).toString('base64'),
      Expiration: new Date(now.getTime() + LIFETIME_MS).toISOString(),
    },
  };
}

/** What the credential endpoint's callers prove themselves with. */
export function endpointToken(): string {
  return randomBytes(24).toString('hex');
}
