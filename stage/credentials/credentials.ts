import { randomBytes } from 'node:crypto';

/** The response of a container credential endpoint, and the token required to request it. */
export interface CaptureCredentials {
  readonly token: string;
  readonly document: {
    readonly AccessKeyId: string;
    readonly SecretAccessKey: string;
    readonly Token: string;
    /** When the session itself ends; the endpoint never reports more than a minute. */
    readonly Expiration: string;
  };
  /** When AWS refuses it, by this machine's clock; undefined for credentials that AWS has never known. */
  readonly worksUntil: Date | undefined;
}

/**
 * Returns credentials for the next sandbox. Each sandbox has different ones, so that a signature identifies its sender.
 */
export type CredentialSource = () => Promise<CaptureCredentials>;

/** Longer than any run. */
const LIFETIME_MS = 24 * 60 * 60 * 1000;

/**
 * Returns credentials unknown to any AWS account: they stand in for the capture role's session where there is no AWS.
 */
export function throwAwayCredentials(now: Date = new Date()): CaptureCredentials {
  return {
    token: endpointToken(),
    document: {
      AccessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
      SecretAccessKey: randomBytes(30).toString('base64'),
      Token: randomBytes(48).toString('base64'),
      Expiration: new Date(now.getTime() + LIFETIME_MS).toISOString(),
    },
    worksUntil: undefined,
  };
}

/** Returns the token with which callers authenticate to the credential endpoint. */
export function endpointToken(): string {
  return randomBytes(24).toString('hex');
}
