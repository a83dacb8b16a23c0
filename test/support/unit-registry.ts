import type { IncomingMessage, ServerResponse } from 'node:http';
import { RegistryRepository, sha256 } from '../../releases/registry/registry';
import { bodyOf, serve } from './unit-http-server';

/** What a test may ask of the registry beyond the usual. */
export interface RegistryTraits {
  /** Tags on one page of the list. @default 1000 */
  readonly page?: number;
  /** Blobs are served from another path. @default false */
  readonly redirects?: boolean;
  /** Deleting is switched off. @default false */
  readonly keeps?: boolean;
  /** Answers before the registry does; true when it did. */
  readonly before?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Runs after a manifest was written under a tag, as another machine might. */
  readonly afterPut?: (tag: string) => void;
}

/** An OCI registry in this process: as much of the distribution protocol as the client speaks. */
export class FakeRegistry {
  public readonly manifests = new Map<string, { readonly type: string; readonly body: string }>();
  public readonly tags = new Map<string, string>();
  public readonly blobs = new Map<string, string>();
  public readonly requests: string[] = [];
  public host = '';

  private constructor(private readonly traits: RegistryTraits) {}

  public static async start(traits: RegistryTraits = {}): Promise<FakeRegistry> {
    const registry = new FakeRegistry(traits);
    const { port } = await serve((request, response) => void registry.answer(request, response));
    registry.host = `127.0.0.1:${port}`;
    return registry;
  }

  public get repository(): RegistryRepository {
    return new RegistryRepository(`${this.host}/acme/customers`);
  }

  /** Puts a manifest under a tag without any request; answers its digest. */
  public put(tag: string, body: string, type = 'application/vnd.oci.image.manifest.v1+json'): string {
    const digest = sha256(body);
    this.manifests.set(digest, { type, body });
    this.tags.set(tag, digest);
    return digest;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const url = new URL(request.url ?? '', `http://${this.host}`);
    const path = url.pathname.replace('/v2/acme/customers', '');
    this.requests.push(`${request.method ?? ''} ${path}${url.search}`);
    if (this.traits.before?.(request, response) === true) return;
    const [, kind = '', reference = ''] = path.split('/');
    if (kind === 'tags') this.list(url, response);
    else if (kind === 'manifests') this.manifest(request, response, reference, body);
    else if (path === '/blobs/uploads/')
      response.writeHead(202, { location: `/v2/acme/customers/uploads/1?state=a%2Fb` }).end();
    else if (kind === 'uploads') this.upload(url, response, body);
    else this.blob(request, response, kind, reference);
  }

  private list(url: URL, response: ServerResponse): void {
    const names = [...this.tags.keys()].sort();
    if (names.length === 0) return void response.writeHead(404).end('{}');
    const from = url.searchParams.get('last') === null ? 0 : names.indexOf(url.searchParams.get('last') ?? '') + 1;
    const tags = names.slice(from, from + (this.traits.page ?? 1000));
    const more = from + tags.length < names.length;
    response
      .writeHead(200, more ? { link: `</v2/acme/customers/tags/list?last=${tags.at(-1) ?? ''}>; rel="next"` } : {})
      .end(JSON.stringify({ name: 'acme/customers', tags }));
  }

  private manifest(request: IncomingMessage, response: ServerResponse, reference: string, body: string): void {
    if (request.method === 'PUT') {
      this.put(reference, body, request.headers['content-type']);
      this.traits.afterPut?.(reference);
      return void response.writeHead(201).end();
    }
    const digest = this.tags.get(reference) ?? reference;
    const found = this.manifests.get(digest);
    if (request.method === 'DELETE') {
      if (this.traits.keeps === true) return void response.writeHead(405).end('{"errors":[{"code":"UNSUPPORTED"}]}');
      this.manifests.delete(digest);
      for (const [tag, of] of this.tags) if (of === digest) this.tags.delete(tag);
      return void response.writeHead(found === undefined ? 404 : 202).end();
    }
    if (found === undefined) response.writeHead(404).end('{}');
    else response.writeHead(200, { 'content-type': found.type }).end(found.body);
  }

  private upload(url: URL, response: ServerResponse, body: string): void {
    const digest = url.searchParams.get('digest') ?? '';
    const whole = url.searchParams.get('state') === 'a/b' && digest === sha256(body);
    if (whole) this.blobs.set(digest, body);
    response.writeHead(whole ? 201 : 400).end();
  }

  private blob(request: IncomingMessage, response: ServerResponse, kind: string, digest: string): void {
    const content = this.blobs.get(digest);
    if (content === undefined) return void response.writeHead(404).end();
    if (this.traits.redirects === true && kind === 'blobs')
      return void response.writeHead(307, { location: `/v2/acme/customers/elsewhere/${digest}` }).end();
    response.writeHead(200).end(request.method === 'HEAD' ? '' : content);
  }
}
