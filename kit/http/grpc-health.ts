import { connect } from 'node:http2';
import type { IncomingHttpHeaders, IncomingHttpStatusHeader } from 'node:http2';
import type { Observation } from '../wait';
import { healthRequest, healthStatus } from './health-messages';
import { noAnswer } from './probe';

const TIMEOUT_MS = 2000;

/** By their numbers. */
const STATUS_NAMES = (
  'OK CANCELLED UNKNOWN INVALID_ARGUMENT DEADLINE_EXCEEDED NOT_FOUND ALREADY_EXISTS PERMISSION_DENIED ' +
  'RESOURCE_EXHAUSTED FAILED_PRECONDITION ABORTED OUT_OF_RANGE UNIMPLEMENTED INTERNAL UNAVAILABLE DATA_LOSS ' +
  'UNAUTHENTICATED'
).split(' ');

type Headers = IncomingHttpHeaders & IncomingHttpStatusHeader;

/** The parts of a response as they arrive. */
interface Response {
  readonly headers: Headers;
  readonly body: readonly Buffer[];
}

/** Asks grpc.health.v1.Health once, as the kubelet does: HTTP/2 without TLS. */
export function probeGrpcHealth(
  address: string,
  service: string,
  timeoutMs = TIMEOUT_MS,
): Promise<Observation<'SERVING'>> {
  return new Promise((resolve) => {
    const session = connect(`http://${address}`);
    const answer = (observation: Observation<'SERVING'>) => {
      session.destroy();
      resolve(observation);
    };
    // A request that is called off has the failed connection as its cause; either may be told first.
    const failed = (error: Error) =>
      answer({
        seen: error.name === 'AbortError' ? `no answer within ${timeoutMs / 1000} s` : noAnswer(error.cause ?? error),
      });
    session.on('error', failed);
    const stream = session.request(
      {
        ':method': 'POST',
        ':path': '/grpc.health.v1.Health/Check',
        'content-type': 'application/grpc',
        te: 'trailers',
      },
      { signal: AbortSignal.timeout(timeoutMs) },
    );
    const body: Buffer[] = [];
    let headers: Headers = {};
    const add = (more: Headers) => {
      headers = { ...headers, ...more };
    };
    stream.on('response', add).on('trailers', add).on('error', failed);
    stream.on('data', (chunk: Buffer) => body.push(chunk));
    stream.on('close', () => answer(observationOf({ headers, body })));
    stream.end(healthRequest(service));
  });
}

function observationOf({ body, headers }: Response): Observation<'SERVING'> {
  const { ':status': status, 'grpc-message': message, 'grpc-status': code } = headers;
  if (status === undefined) return { seen: 'the connection was closed' };
  if (status !== 200) return { seen: `answer ${status}, not of gRPC` };
  if (typeof code !== 'string') return { seen: 'an answer without a gRPC status' };
  if (code !== '0') {
    const text = typeof message === 'string' && message !== '' ? `: ${message}` : '';
    return { seen: `gRPC status ${STATUS_NAMES[Number(code)] ?? code}${text}` };
  }
  const health = healthStatus(Buffer.concat(body));
  return health === 'SERVING' ? { found: health } : { seen: health ?? 'no answer of a health service' };
}
