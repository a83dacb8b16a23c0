import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import cdk from '../../../../cdk.json';
import { main } from '../../../../cli/main';
import { sha256 } from '../../../../releases/registry/registry';
import { serve } from '../../../support/unit-http-server';
import { scratch } from '../../../support/unit-scratch';

const INDEX = '{"schemaVersion":2,"manifests":[]}';
const TOKEN = 'a-token-for-anyone';

/** What the program prints, and its exit code. */
async function digests(...options: readonly string[]) {
  const text = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    jest.spyOn(process[name], 'write').mockImplementation((chunk) => {
      text[name] += String(chunk);
      return true;
    }),
  );
  try {
    return { exitCode: await main(['node', 'eks-crac', 'digests', ...options]), ...text };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

/** A registry that anyone may read, with a token, as those of AWS and Docker are; answers its host. */
async function publicRegistry(tags: readonly string[], withToken = true): Promise<string> {
  const { port } = await serve((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
    if (pathname === '/token') {
      const known =
        searchParams.get('service') === 'images' && /^repository:.*:pull$/.test(searchParams.get('scope') ?? '');
      return void response.end(JSON.stringify(known ? { token: TOKEN } : {}));
    }
    if (withToken && request.headers.authorization !== `Bearer ${TOKEN}`) {
      const realm = `http://127.0.0.1:${port}/token`;
      return void response.writeHead(401, { 'www-authenticate': `Bearer realm="${realm}",service="images"` }).end();
    }
    const tag = /\/manifests\/(.*)$/.exec(pathname)?.[1];
    const accepts = request.headers.accept?.includes('image.index.v1+json') === true;
    if (tag !== undefined && accepts && tags.includes(tag)) return void response.end(INDEX);
    response.writeHead(pathname === '/v2/' ? 200 : 404).end('{}');
  });
  return `127.0.0.1:${port}`;
}

function cdkJson(text = JSON.stringify(cdk)): string {
  const file = join(scratch(), 'cdk.json');
  writeFileSync(file, text);
  return file;
}

const images = (host: string, tag = '21') => [
  '--jdk-image',
  `${host}/jdk:${tag}`,
  '--build-image',
  `${host}/a/maven:3`,
];

describe('`digests`', () => {
  test.each([true, false])(
    'writes the digests of both images into the context, with a token: %s',
    async (withToken) => {
      const host = await publicRegistry(['21', '3'], withToken);
      const file = cdkJson();
      const jdkImage = `${host}/jdk@${sha256(INDEX)}`;
      const buildImage = `${host}/a/maven@${sha256(INDEX)}`;
      expect(await digests('--file', file, ...images(host))).toEqual({
        exitCode: 0,
        stdout: `jdkImage: ${jdkImage}\nbuildImage: ${buildImage}\n`,
        stderr: '',
      });
      expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
        ...cdk,
        context: { ...cdk.context, jdkImage, buildImage },
      });
    },
  );

  test('leaves the file as it was when a tag does not exist', async () => {
    const host = await publicRegistry(['3']);
    const file = cdkJson();
    expect(await digests('--file', file, ...images(host, '25-jdk-crac'))).toEqual({
      exitCode: 12,
      stdout: '',
      stderr: `error: ${host}/jdk has no tag 25-jdk-crac\n  → check the name of the image; the page of its registry lists the tags\n`,
    });
    expect(readFileSync(file, 'utf8')).toBe(JSON.stringify(cdk));
  });

  test('asks Docker Hub for a name without a host, and its library for a single word', async () => {
    const asked: string[] = [];
    const spy = jest.spyOn(globalThis, 'fetch').mockImplementation((url) => {
      asked.push(url instanceof Request ? url.url : url.toString());
      return Promise.resolve(new Response(INDEX));
    });
    const file = cdkJson();
    const { stdout } = await digests(
      '--file',
      file,
      '--jdk-image',
      'azul/zulu-openjdk:25-jdk',
      '--build-image',
      'maven',
    );
    spy.mockRestore();
    expect(asked.filter((url) => url.includes('manifests'))).toEqual([
      'https://registry-1.docker.io/v2/azul/zulu-openjdk/manifests/25-jdk',
      'https://registry-1.docker.io/v2/library/maven/manifests/latest',
    ]);
    expect(stdout).toContain('jdkImage: docker.io/azul/zulu-openjdk@sha256:');
  });

  test('takes an image that is by digest already', async () => {
    const image = `registry.example/jdk@${sha256(INDEX)}`;
    const { stdout } = await digests('--file', cdkJson(), '--jdk-image', image, '--build-image', image);
    expect(stdout).toBe(`jdkImage: ${image}\nbuildImage: ${image}\n`);
  });

  test('fails when the registry does not respond', async () => {
    const { exitCode, stderr } = await digests('--file', cdkJson(), ...images('127.0.0.1:1'));
    expect(exitCode).toBe(11);
    expect(stderr).toMatch(
      /^error: registry did not answer GET http:\/\/127\.0\.0\.1:1\/v2\/: .*\n {2}→ check that the registry runs and can be reached\n$/,
    );
  });

  test.each([
    ['does not exist', () => join(scratch(), 'cdk.json')],
    ['is not JSON', () => cdkJson('{')],
    ['has no `context`', () => cdkJson('{"app":"x"}')],
  ])('fails for a file that %s', async (what, make) => {
    const file = make();
    expect(await digests('--file', file)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `error: \`--file\` names a file that ${what}, got: ${JSON.stringify(file)}\n  → run it where the cdk.json of the reference app is, or name that file\n`,
    });
    expect(existsSync(`${file}.${process.pid}.part`)).toBe(false);
  });
});
