import { createServer } from 'node:http2';
import type { Http2Server, IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';

const servers: Http2Server[] = [];
const NOT_FOUND = '5';

/** What a health service was asked. */
interface Question {
  readonly path: unknown;
  readonly method: unknown;
  readonly type: unknown;
  readonly service: string;
}

/** A real server of grpc.health.v1.Health on a free port, with the number of a status for each service it knows. */
export async function serveHealth(
  statuses: Readonly<Record<string, number>>,
  { isSilent = false } = {},
): Promise<{ readonly address: string; readonly port: number; readonly asked: readonly Question[] }> {
  const asked: Question[] = [];
  const server = createServer();
  server.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    const chunks: Buffer[] = [];
    // A client that gives up resets the stream.
    stream.on('error', () => stream.destroy());
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      const { ':method': method, ':path': path, 'content-type': type } = headers;
      const service = serviceIn(Buffer.concat(chunks));
      asked.push({ path, method, type, service });
      if (!isSilent) respond(stream, service, statuses[service]);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { address: `127.0.0.1:${port}`, port, asked };
}

/** Reads field 1 as protobuf has it: the tag, the length in groups of 7 bits, the text. */
function serviceIn(request: Buffer): string {
  const message = request.subarray(5);
  if (message.length === 0) return '';
  return message
    .subarray(message.length - (message[1]! < 128 ? message[1]! : message[1]! - 128 + message[2]! * 128))
    .toString();
}

function respond(stream: ServerHttp2Stream, service: string, status: number | undefined): void {
  const head = { ':status': 200, 'content-type': 'application/grpc' };
  if (status === undefined) {
    const message = `unknown service ${service}`;
    stream.respond({ ...head, 'grpc-status': NOT_FOUND, 'grpc-message': message }, { endStream: true });
    return;
  }
  stream.respond(head, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  stream.end(Buffer.from(status === 0 ? [0, 0, 0, 0, 0] : [0, 0, 0, 0, 2, 8, status]));
}

afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});
