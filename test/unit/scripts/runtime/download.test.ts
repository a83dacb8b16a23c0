import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { BuildError } from '../../../../scripts/runtime/build-error';
import { download } from '../../../../scripts/runtime/download';
import { ProcessRunner } from '../../../../kit/process';
import { scratch } from '../../../support/unit-scratch';

const TEXT = 'what was locked';
const sha256 = createHash('sha256').update(TEXT).digest('hex');

describe('a download', () => {
  let server: Server;
  let url: string;
  let asked: string[];

  beforeEach(async () => {
    asked = [];
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.statusCode = request.url === '/gone.deb' ? 404 : 200;
      response.end(request.url === '/changed.deb' ? 'another content' : TEXT);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const space = () => ({ inputs: scratch(), scratch: scratch(), runner: new ProcessRunner(), say: () => undefined });

  async function errorOf(made: Promise<unknown>): Promise<BuildError> {
    const error: unknown = await made.catch((reason: unknown) => reason);
    if (error instanceof BuildError) return error;
    throw new Error('it did not fail as it should');
  }

  test('comes from the second address when the first has it no more, and once only', async () => {
    const workspace = space();
    const file = { urls: [`${url}/gone.deb`, `${url}/kept.deb`], sha256 };
    const path = await download(file, workspace);
    expect(path).toBe(join(workspace.inputs, `sha256-${sha256}`));
    expect(readFileSync(path, 'utf8')).toBe(TEXT);
    await download(file, workspace);
    expect(asked).toEqual(['/gone.deb', '/kept.deb']);
  });

  test('replaces a file of the cache that was changed', async () => {
    const workspace = space();
    writeFileSync(join(workspace.inputs, `sha256-${sha256}`), 'changed');
    const path = await download({ urls: [`${url}/kept.deb`], sha256 }, workspace);
    expect(readFileSync(path, 'utf8')).toBe(TEXT);
  });

  test('with another digest is refused, and not kept', async () => {
    const workspace = space();
    const error = await errorOf(download({ urls: [`${url}/changed.deb`, `${url}/gone.deb`], sha256 }, workspace));
    const found = createHash('sha256').update('another content').digest('hex');
    expect(error.message).toBe(
      `changed.deb (sha256 ${sha256}) could not be downloaded:\n  ${url}/changed.deb: has another content, sha256 ${found}\n  ${url}/gone.deb: status 404`,
    );
    expect(error.remedy).toBe(
      'make sure that this machine reaches one of these; when the version is gone from its mirror, lock newer ones: npm run runtime -- lock',
    );
    expect(readdirSync(workspace.inputs)).toEqual([]);
  });

  test('says why no address could be reached', async () => {
    await new Promise((resolve) => server.close(resolve));
    const { message } = await errorOf(download({ urls: [`${url}/a.deb`], sha256 }, space()));
    expect(message).toContain(`${url}/a.deb: fetch failed: connect ECONNREFUSED 127.0.0.1:`);
  });
});
