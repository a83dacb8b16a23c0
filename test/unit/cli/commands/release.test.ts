import type { ReleaseRecord } from '../../../../contract';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RECORD_TYPE } from '../../../../releases/records';
import { command } from '../../../support/unit-command';
import { RECORD } from '../../../support/unit-release-record';
import { FakeRegistry } from '../../../support/unit-registry';
import type { RegistryTraits } from '../../../support/unit-registry';
import { scratch } from '../../../support/unit-scratch';

const release = (...options: readonly string[]) => command('release', ...options);

async function registryWith(names: readonly string[], traits: RegistryTraits = {}) {
  const registry = await FakeRegistry.start(traits);
  for (const name of names)
    await registry.repository.putArtifact(`${name}-record`, {
      artifactType: RECORD_TYPE,
      document: { ...RECORD, release: name },
      annotations: {},
    });
  return { registry, uri: `${registry.host}/acme/customers` };
}

describe('`release`', () => {
  test('prints only the record of the newest release with --json', async () => {
    const { uri } = await registryWith(['v2', 'v10', 'v9']);
    const { exitCode, stderr, stdout } = await release('--repository', uri, '--json');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const { recordDigest, ...printed } = JSON.parse(stdout) as ReleaseRecord;
    expect(printed).toEqual({ ...RECORD, release: 'v10' });
    expect(recordDigest).toMatch(/^sha256:/);
  });

  test('finds the newest release on the last page of the tags', async () => {
    const { uri } = await registryWith(['v1', 'v2', 'v3'], { page: 2 });
    const { stdout } = await release('--repository', uri, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ release: 'v3' });
  });

  test('prints the release given by --version, readable without --json', async () => {
    const { uri } = await registryWith(['v1', 'v2']);
    const { exitCode, stdout } = await release('--repository', uri, '--version', 'v1');
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')[0]).toBe(`v1 of ${RECORD.service}, made ${RECORD.createdAt}`);
    expect(stdout).toContain(`${RECORD.repository}@${RECORD.images.service.digest}\n`);
    expect(stdout).toContain(`nodes: CPU class ${RECORD.host.cpuClass}, ${RECORD.host.architecture}\n`);
  });

  test('says that the hooks of a service do not run', async () => {
    const { registry, uri } = await registryWith(['v1']);
    expect((await release('--repository', uri)).stdout).not.toContain('hooks:');
    await registry.repository.putArtifact('v2-record', {
      artifactType: RECORD_TYPE,
      document: { ...RECORD, release: 'v2', checkpoint: { ...RECORD.checkpoint, hooks: 'skip' } },
      annotations: {},
    });
    expect((await release('--repository', uri)).stdout).toContain(
      'hooks: skipped, no org.crac hook of the service runs\n',
    );
  });

  test('writes the record to the file given by --out', async () => {
    const { uri } = await registryWith(['v1']);
    const file = join(scratch(), 'release.json');
    const { stdout } = await release('--repository', uri, '--out', file);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ ...RECORD, release: 'v1' });
    expect(stdout.split('\n')[0]).toBe(`v1 of ${RECORD.service}, made ${RECORD.createdAt}`);
  });

  test('leaves no file behind where there is no release', async () => {
    const { uri } = await registryWith([]);
    const folder = scratch();
    expect((await release('--repository', uri, '--out', join(folder, 'release.json'))).exitCode).toBe(12);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('fails for a repository without a release', async () => {
    const { uri } = await registryWith([]);
    expect(await release('--repository', uri)).toEqual({
      exitCode: 12,
      stdout: '',
      stderr: `error: ${uri} has no release\n  → run its pipeline or a rehearsal first, and check the name of the repository\n`,
    });
  });

  test('names the newest release when the given one does not exist', async () => {
    const { uri } = await registryWith(['v1', 'v2']);
    expect(await release('--repository', uri, '--version', 'v7')).toEqual({
      exitCode: 12,
      stdout: '',
      stderr: `error: ${uri} has no release v7\n  → the newest is v2; name it, or leave the name out to take it\n`,
    });
  });

  test('fails when the registry denies access', async () => {
    const { uri } = await registryWith([], {
      before: (_request, response) => {
        response.writeHead(403).end('denied');
        return true;
      },
    });
    const { exitCode, stderr } = await release('--repository', uri);
    expect(exitCode).toBe(11);
    expect(stderr).toBe(
      `error: registry answered 403 to GET http://${uri.replace('/', '/v2/')}/tags/list?n=1000: denied\n` +
        '  → check that the repository exists and that you may read it, and write to it to publish\n',
    );
  });

  test('fails when the registry does not respond', async () => {
    const { exitCode, stderr } = await release('--repository', '127.0.0.1:1/customers');
    expect(exitCode).toBe(11);
    expect(stderr).toMatch(
      /^error: registry did not answer GET http:\/\/127\.0\.0\.1:1\/v2\/customers\/tags\/list\?n=1000: .*\n {2}→ check that the registry runs and can be reached\n$/,
    );
  });

  test.each(['customers', 'localhost:5055/customers:v1', 'https://ghcr.io/acme/customers', 'ghcr.io/Acme'])(
    'rejects the repository %s',
    async (repository) => {
      const { exitCode, stderr } = await release('--repository', repository);
      expect(exitCode).toBe(2);
      expect(stderr.split('\n')[0]).toBe(
        `error: option '--repository <uri>' argument '${repository}' is invalid. must be registry host and repository without a tag, for example 111122223333.dkr.ecr.eu-west-1.amazonaws.com/customers.`,
      );
    },
  );

  test.each(['7', 'v0', 'latest', 'v1-checkpoint'])('rejects the release %s', async (name) => {
    const { exitCode, stderr } = await release('--repository', 'localhost:5055/customers', '--version', name);
    expect(exitCode).toBe(2);
    expect(stderr.split('\n')[0]).toBe(
      `error: option '--version <name>' argument '${name}' is invalid. must be v and a number, for example v7.`,
    );
  });
});
