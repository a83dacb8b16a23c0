import { Failure } from '../../kit/report/failure';

const DENIED = /^(AccessDenied\w*|UnauthorizedOperation|UnauthorizedException|AuthorizationError)$/;
const NO_CREDENTIALS = /^(CredentialsProviderError|ExpiredToken\w*|InvalidClientTokenId|UnrecognizedClientException)$/;
const UNAVAILABLE =
  /^(Throttl\w+|TooManyRequests\w*|RequestLimitExceeded|ServiceUnavailable\w*|InternalFailure|TimeoutError)$/;
/** Of the network, as Node.js names them. */
const NETWORK = /^(ECONN\w+|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE)$/;

/** Makes a call of AWS's API; a refusal that the caller can do something about becomes a failure that names the action. */
export async function asked<T>(action: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw error instanceof Error ? (understood(action, error) ?? error) : error;
  }
}

function understood(action: string, error: Error): Failure | undefined {
  const { name } = error;
  const cause = { cause: error };
  if (DENIED.test(name)) {
    return new Failure(
      'account-not-ready',
      `AWS denied ${action}: ${error.message}`,
      `allow ${action} to the role that asks, or choose a --profile with another`,
      cause,
    );
  }
  if (NO_CREDENTIALS.test(name)) {
    return new Failure(
      'account-not-ready',
      `AWS credentials are missing or expired: ${error.message}`,
      'log in, or choose a --profile that has credentials',
      cause,
    );
  }
  if (UNAVAILABLE.test(name) || NETWORK.test(String((error as NodeJS.ErrnoException).code))) {
    return new Failure(
      'aws-unavailable',
      `AWS did not do ${action}: ${error.message || name}`,
      'try again: nothing is lost, and what was begun is found',
      cause,
    );
  }
  return undefined;
}
