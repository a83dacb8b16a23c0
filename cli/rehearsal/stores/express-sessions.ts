import { randomUUID } from 'node:crypto';
import type { Exchange, Middleware } from './exchange';

const LASTS_MS = 5 * 60_000;

/** The sessions of a directory bucket: who has opened none, or whose session has ended, may do nothing there. */
export class Sessions {
  private readonly tokens = new Map<string, number>();

  public constructor(
    private readonly bucket: string,
    private readonly key: { readonly accessKeyId: string; readonly secretAccessKey: string },
  ) {}

  public readonly middleware: Middleware = async (exchange, next) => {
    const { path, query } = exchange;
    const [, bucket] = path.split('/');
    if (bucket !== this.bucket) return next();
    // The SDK for JavaScript writes two slashes where a directory bucket is in the path; AWS has it in the host name.
    exchange.path = path.replace(/^(\/[^/]+)\/\//, '$1/');
    if ('session' in query) answer(exchange, 200, this.open());
    else if (this.isOpen(exchange.get('x-amz-s3session-token'))) await next();
    else answer(exchange, 403, '<Error><Code>AccessDenied</Code><Message>no session</Message></Error>');
  };

  private isOpen(token: string): boolean {
    return (this.tokens.get(token) ?? 0) > Date.now();
  }

  private open(): string {
    const token = randomUUID();
    const until = Date.now() + LASTS_MS;
    this.tokens.set(token, until);
    const { accessKeyId, secretAccessKey } = this.key;
    const fields = {
      AccessKeyId: accessKeyId,
      Expiration: new Date(until).toISOString(),
      SecretAccessKey: secretAccessKey,
      SessionToken: token,
    };
    const xml = Object.entries(fields).map(([name, value]) => `<${name}>${value}</${name}>`);
    return `<CreateSessionResult><Credentials>${xml.join('')}</Credentials></CreateSessionResult>`;
  }
}

function answer(exchange: Exchange, status: number, body: string): void {
  exchange.status = status;
  exchange.type = 'application/xml';
  exchange.body = body;
}
