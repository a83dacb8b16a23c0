import { RegistryRepository, sha256 } from '../../../../releases/registry/registry';
import { failureOf } from '../../../support/unit-failure';
import { serve } from '../../../support/unit-http-server';
import { FakeRegistry } from '../../../support/unit-registry';

describe('a registry repository', () => {
  test('has no tags before it exists', async () => {
    const registry = await FakeRegistry.start();
    expect(await registry.repository.tags()).toEqual([]);
  });

  test('returns the tags of every page', async () => {
    const registry = await FakeRegistry.start({ page: 2 });
    for (const tag of ['v1', 'v2', 'v3', 'v4', 'v5']) registry.put(tag, tag);
    expect(await registry.repository.tags()).toEqual(['v1', 'v2', 'v3', 'v4', 'v5']);
    expect(registry.requests).toEqual(['GET /tags/list?n=1000', 'GET /tags/list?last=v2', 'GET /tags/list?last=v4']);
  });

  test('has no tags when the registry returns null', async () => {
    const { port } = await serve((_, response) => response.end('{"tags":null}'));
    expect(await new RegistryRepository(`127.0.0.1:${port}/x`).tags()).toEqual([]);
  });

  test('returns a manifest with its digest and type, by tag and by digest', async () => {
    const registry = await FakeRegistry.start();
    const body = '{ "schemaVersion": 2 }\n';
    const digest = registry.put('v1', body, 'application/vnd.docker.distribution.manifest.v2+json');
    const manifest = { digest, mediaType: 'application/vnd.docker.distribution.manifest.v2+json', body };
    expect(await registry.repository.manifest('v1')).toEqual(manifest);
    expect(await registry.repository.manifest(digest)).toEqual(manifest);
    expect(await registry.repository.manifest('v2')).toBeUndefined();
  });

  test('adds another tag to the same bytes and type', async () => {
    const registry = await FakeRegistry.start();
    const digest = registry.put('candidate', '{ "a":1 }', 'application/vnd.docker.distribution.manifest.v2+json');
    const manifest = await registry.repository.manifest('candidate');
    await registry.repository.tag(manifest!, 'v1');
    expect(registry.tags.get('v1')).toBe(digest);
    expect(registry.manifests.get(digest)?.type).toBe('application/vnd.docker.distribution.manifest.v2+json');
  });

  test.each([{ redirects: false }, { redirects: true }])('returns an artifact as it was stored: %j', async (traits) => {
    const registry = await FakeRegistry.start(traits);
    const document = { release: 'v1', text: 'ü', list: [1, null] };
    const artifact = { artifactType: 'application/vnd.test.v1+json', document, annotations: { run: 'r' } };
    const digest = await registry.repository.putArtifact('v1-record', artifact);
    expect((await registry.repository.artifact('v1-record'))?.document).toEqual(document);
    expect((await registry.repository.manifest('v1-record'))?.digest).toBe(digest);
    const content = JSON.stringify(document);
    expect(JSON.parse(registry.manifests.get(digest)?.body ?? '')).toEqual({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      artifactType: 'application/vnd.test.v1+json',
      config: { mediaType: 'application/vnd.oci.empty.v1+json', digest: sha256('{}'), size: 2 },
      layers: [
        { mediaType: 'application/vnd.test.v1+json', digest: sha256(content), size: Buffer.byteLength(content) },
      ],
      annotations: { run: 'r' },
    });
  });

  test('does not upload an existing blob again', async () => {
    const registry = await FakeRegistry.start();
    const artifact = { artifactType: 'application/x', document: {}, annotations: {} };
    await registry.repository.putArtifact('a', artifact);
    const before = registry.requests.length;
    await registry.repository.putArtifact('b', artifact);
    expect(registry.requests.slice(before)).toEqual([
      `HEAD /blobs/${sha256('{}')}`,
      `HEAD /blobs/${sha256('{}')}`,
      'PUT /manifests/b',
    ]);
  });

  test('returns nothing for a missing artifact', async () => {
    const registry = await FakeRegistry.start();
    expect(await registry.repository.artifact('v1-record')).toBeUndefined();
  });

  test('reports whether a digest was deleted, no longer existed, or may not be deleted', async () => {
    const registry = await FakeRegistry.start();
    const digest = registry.put('v1', '{}');
    expect(await registry.repository.deleteDigest(digest)).toBe(true);
    expect([...registry.tags.keys()]).toEqual([]);
    expect(await registry.repository.deleteDigest(digest)).toBe(true);
    const keeper = await FakeRegistry.start({ keeps: true });
    expect(await keeper.repository.deleteDigest(keeper.put('v1', '{}'))).toBe(false);
  });

  test('requests credentials for every call', async () => {
    const seen: (string | undefined)[] = [];
    const { port } = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.end('{"tags":[]}');
    });
    let number = 0;
    const repository = new RegistryRepository(`127.0.0.1:${port}/x`, {
      headers: () => Promise.resolve({ authorization: `Bearer ${(number += 1)}` }),
    });
    await repository.tags();
    await repository.withSignal(undefined).tags();
    expect(seen).toEqual(['Bearer 1', 'Bearer 2']);
  });

  test('reports an unexpected response with its text', async () => {
    const registry = await FakeRegistry.start({
      before: (_, response) => {
        response.writeHead(500).end(`out of space ${'x'.repeat(600)}\n`);
        return true;
      },
    });
    const { repository } = registry;
    expect(await failureOf(repository.tags())).toEqual({
      code: 'publish-failed',
      message: `registry answered 500 to GET http://${registry.host}/v2/acme/customers/tags/list?n=1000: out of space ${'x'.repeat(487)}`,
      remedy: 'check that the repository exists and that you may read it, and write to it to publish',
    });
    expect(
      (await failureOf(repository.putArtifact('t', { artifactType: 'x', document: {}, annotations: {} }))).message,
    ).toBe(`registry answered 500 to HEAD http://${registry.host}/v2/acme/customers/blobs/${sha256('{}')}: `);
  });

  test('asks a registry again that limits requests, and not before it says', async () => {
    const at: number[] = [];
    const { port } = await serve((_, response) => {
      at.push(performance.now());
      if (at.length > 1) response.end('{"tags":["v1"]}');
      else response.writeHead(429, { 'retry-after': '1' }).end();
    });
    expect(await new RegistryRepository(`127.0.0.1:${port}/x`).tags()).toEqual(['v1']);
    expect(at[1]! - at[0]!).toBeGreaterThanOrEqual(1_000);
  });

  test('gives up on a registry that goes on to limit requests', async () => {
    const { port } = await serve((_, response) => response.writeHead(429, { 'retry-after': '0' }).end('slow down'));
    const headers = () => Promise.resolve({});
    const { message, remedy } = await failureOf(
      new RegistryRepository(`127.0.0.1:${port}/x`, { headers, busyMs: 300 }).tags(),
    );
    expect(message).toContain('registry answered 429 to GET ');
    expect(remedy).toBe(
      'it limits requests: try again in some minutes, or log in, which raises the limit of most registries',
    );
  });

  test('reports a missing response', async () => {
    const { port } = await serve((request) => request.socket.destroy());
    const { message, ...rest } = await failureOf(new RegistryRepository(`127.0.0.1:${port}/x`).tags());
    expect(message).toMatch(/^registry did not answer GET http:\/\/127\.0\.0\.1:\d+\/v2\/x\/tags\/list\?n=1000: \S/);
    expect(rest).toEqual({ code: 'publish-failed', remedy: 'check that the registry runs and can be reached' });
  });

  test('reports a refused connection', async () => {
    // Port 1 is reserved, and nothing on a test machine uses it.
    const { message } = await failureOf(new RegistryRepository('127.0.0.1:1/x').tags());
    expect(message).toMatch(/^registry did not answer GET http:\/\/127\.0\.0\.1:1\/v2\/x\/tags\/list\?n=1000: /);
  });

  test('uses https except on this machine', async () => {
    const { message } = await failureOf(new RegistryRepository('registry.invalid/x').tags());
    expect(message).toMatch(/^registry did not answer GET https:\/\/registry\.invalid\/v2\/x\/tags\/list\?n=1000: /);
  });

  test('ends when it is interrupted', async () => {
    const { port } = await serve(() => undefined);
    const abort = new AbortController();
    const waiting = new RegistryRepository(`127.0.0.1:${port}/x`).withSignal(abort.signal).tags();
    abort.abort();
    await expect(waiting).rejects.toThrow('This operation was aborted');
  });
});
