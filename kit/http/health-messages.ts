/** The two messages of grpc.health.v1 as gRPC sends them: a prefix, and one field each. */

const PREFIX_BYTES = 5;
/** Field 1 of the request, a text. */
const SERVICE_TAG = 0x0a;
/** Field 1 of the response, a number. */
const STATUS_TAG = 0x08;

const SERVING_STATUSES = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'];

/** A name that is empty asks for the server as a whole, and an empty field is left out. */
export function healthRequest(service: string): Buffer {
  const name = Buffer.from(service, 'utf8');
  const message = service === '' ? name : Buffer.concat([Buffer.from([SERVICE_TAG, ...varint(name.length)]), name]);
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** Returns the status in a response; undefined if it is no such message. A status that is left out is the first. */
export function healthStatus(response: Buffer): string | undefined {
  if (response.length < PREFIX_BYTES || response[0] !== 0) return undefined;
  const message = response.subarray(PREFIX_BYTES);
  if (message.length !== response.readUInt32BE(1)) return undefined;
  if (message.length === 0) return SERVING_STATUSES[0];
  const [tag, status = -1] = message;
  return tag === STATUS_TAG && message.length === 2 ? SERVING_STATUSES[status] : undefined;
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value % 0x80) + 0x80, ...varint(Math.floor(value / 0x80))];
}
