import { SecretSearch } from '../../../../stage/secrets/scanner';
import { gzip, seenInFiles, tarOf, zip } from '../../../support/unit-planted';

const SECRET = { name: 'KEY', value: 'kv7-Qp2x-LL09', from: 'environment' } as const;
const search = new SecretSearch([SECRET], []);
const secret = Buffer.from(`key=${SECRET.value}\n`);

async function bytesOf(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}

/** Where it is seen, and what could not be read. */
async function places(files: Readonly<Record<string, Buffer>>) {
  const unread: string[] = [];
  const seen = await seenInFiles(search, files, (file, why) => unread.push(`${file}: ${why}`));
  return { seen: seen.map(({ place }) => (place.kind === 'file' ? place.path : '')), unread };
}

const nested = (depth: number): Buffer => (depth === 0 ? secret : gzip(nested(depth - 1)));

describe('the search through files', () => {
  test('unpacks archives in archives, and names the way to what is found', async () => {
    const jar = zip('META-INF/a.properties', secret);
    const tar = await bytesOf(tarOf({ '/lib/app.jar': jar, '/lib/other': Buffer.from('nothing') }));
    expect(await places({ '/tmp/all.tar.gz': gzip(tar), '/tmp/all.tar': tar })).toEqual({
      seen: [
        '/tmp/all.tar.gz!/content!/lib/app.jar!/META-INF/a.properties',
        '/tmp/all.tar!/lib/app.jar!/META-INF/a.properties',
      ],
      unread: [],
    });
  });

  test('unpacks a jar that begins with a script', async () => {
    const script = Buffer.concat([
      Buffer.from(`#!/bin/sh\nexec java -jar "$0"\n${'#'.repeat(600)}\n`),
      zip('a', secret),
    ]);
    expect((await places({ '/app.jar': script })).seen).toEqual(['/app.jar!/a']);
  });

  test('finds a secret across the pieces in which a file is read, and in none across two files', async () => {
    const piece = 1 << 20;
    for (const before of [1, 7, 12]) {
      const bytes = Buffer.concat([Buffer.alloc(piece - before, 0x61), Buffer.from(SECRET.value), Buffer.alloc(9)]);
      expect((await places({ '/a': bytes })).seen).toEqual(['/a']);
    }
    const [first, second] = [secret.subarray(0, 9), secret.subarray(9)];
    expect(await places({ '/a': first, '/b': second })).toEqual({ seen: [], unread: [] });
  });

  test('unpacks five archives in each other, and says where there are more', async () => {
    const way = '/a.gz!/content!/content!/content!/content!/content';
    expect(await places({ '/a.gz': nested(5) })).toEqual({ seen: [way], unread: [] });
    expect(await places({ '/a.gz': nested(6) })).toEqual({ seen: [], unread: [`${way}: it lies in 5 archives`] });
  });

  test('says what it cannot unpack, and looks at it as it is', async () => {
    const half = gzip(Buffer.alloc(9000, 'x')).subarray(0, 30);
    const { seen, unread } = await places({ '/half.gz': half, '/a.jar': secret, '/empty.zip': Buffer.alloc(0) });
    expect(seen).toEqual(['/a.jar']);
    expect(unread).toEqual([
      expect.stringMatching(/^\/half\.gz: .*unexpected end of file$/),
      expect.stringMatching(/^\/a\.jar: .*end of central directory/i),
    ]);
  });
});
