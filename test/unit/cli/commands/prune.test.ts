import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RECORD_TYPE } from '../../../../releases/records';
import { pruneCommand } from '../../../../cli/commands/prune';
import { command, commandAlone } from '../../../support/unit-command';
import { RECORD } from '../../../support/unit-release-record';
import { FakeRegistry } from '../../../support/unit-registry';
import type { RegistryTraits } from '../../../support/unit-registry';
import { ScriptedRunner } from '../../../support/unit-runner';
import { scratch } from '../../../support/unit-scratch';

const OLD = new Date('2026-01-01T00:00:00Z');

/** Releases as builds of long ago left them, each with a copy in a folder. */
async function registryWith(numbers: readonly number[], traits: RegistryTraits = {}) {
  const registry = await FakeRegistry.start(traits);
  const copies = scratch();
  for (const number of numbers) {
    const run = `20260101000000-${number.toString(16).padStart(8, '0')}`;
    const service = registry.put(`candidate-${run}`, `{"service":${number}}`);
    registry.tags.set(`v${number}`, service);
    const checkpoint = registry.put(`candidate-${run}-checkpoint`, `{"checkpoint":${number}}`);
    registry.tags.set(`v${number}-checkpoint`, checkpoint);
    const folder = join(copies, `v${number}`);
    mkdirSync(folder);
    writeFileSync(join(folder, 'files.json'), '{}');
    for (const path of [join(folder, 'files.json'), folder]) utimesSync(path, OLD, OLD);
    const images = { service: { digest: service, bytes: 1 }, checkpoint: { digest: checkpoint, bytes: 1 } };
    const stores = [{ type: 'image' }, { type: 'folder', path: folder }];
    await registry.repository.putArtifact(`v${number}-record`, {
      artifactType: RECORD_TYPE,
      document: { ...RECORD, release: `v${number}`, images, stores },
      annotations: { 'org.opencontainers.image.created': OLD.toISOString() },
    });
  }
  return {
    registry,
    copies,
    uri: `${registry.host}/acme/customers`,
    service: (n: number) => registry.tags.get(`v${n}`),
  };
}

const numbers = (registry: FakeRegistry) =>
  [...registry.tags.keys()].flatMap((tag) => /^v(\d+)-record$/.exec(tag)?.[1] ?? []).map(Number);

describe('`prune`', () => {
  test('says what it would remove and why, and removes nothing without --yes', async () => {
    const { registry, uri } = await registryWith([1, 2]);
    const { exitCode, stdout } = await command('prune', '--repository', uri, '--keep', '1');
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).toEqual([
      '              What  Why',
      'would remove  v1    nothing uses it, and newer ones are kept',
      'kept          v2    it is one of the 1 newest',
      'Asked who uses them: no stack and no cluster.',
      'Nothing was removed; with --yes it is.',
      '',
    ]);
    expect(numbers(registry)).toEqual([1, 2]);
    expect(registry.requests.filter((request) => /^(DELETE|PUT)/.test(request)).slice(6)).toEqual([]);
  });

  test('removes record, copies and images with --yes, and leaves nothing of them', async () => {
    const { copies, registry, uri } = await registryWith([1, 2, 3]);
    const { stdout } = await command('prune', '--repository', uri, '--keep', '1', '--yes', '--json');
    const { dryRun, removed } = JSON.parse(stdout) as { dryRun: boolean; removed: { name: string }[] };
    expect({ dryRun, removed: removed.map(({ name }) => name) }).toEqual({ dryRun: false, removed: ['v1', 'v2'] });
    expect([...registry.tags.keys()].filter((tag) => !tag.startsWith('candidate-')).sort()).toEqual([
      ...['v3', 'v3-checkpoint', 'v3-record'],
    ]);
    expect(readdirSync(copies)).toEqual(['v3']);
  });

  test('keeps what a pod runs, and the release before it', async () => {
    const { registry, service, uri } = await registryWith([1, 2, 3, 4]);
    const pod = { kind: 'Pod', metadata: { name: 'customers-1', namespace: 'shop' }, image: `x@${service(2)}` };
    const runner = new ScriptedRunner({
      'kubectl config get-contexts …': { stdout: 'production\n' },
      'kubectl --context production get …': { stdout: JSON.stringify({ items: [pod] }) },
    });
    const made = pruneCommand(runner);
    const options = ['--repository', uri, '--keep', '1', '--yes', '--kube-context', 'production'];
    const { stdout } = await commandAlone(made, ...options);
    expect(numbers(registry)).toEqual([1, 2, 4]);
    expect(stdout).toContain('Pod shop/customers-1 in production uses it');
    expect(stdout).toContain('Asked who uses them: cluster production.');
  });

  test('removes nothing when a cluster that is named is not known', async () => {
    const { registry, uri } = await registryWith([1, 2]);
    const runner = new ScriptedRunner({ 'kubectl config get-contexts …': { stdout: 'production\n' } });
    const made = pruneCommand(runner);
    const { exitCode } = await commandAlone(made, ...['--repository', uri, '--yes', '--kube-context', 'other']);
    expect(exitCode).toBe(4);
    expect(numbers(registry)).toEqual([1, 2]);
  });

  test('removes nothing, not even a record, from a registry that lets nobody delete', async () => {
    const { registry, uri } = await registryWith([1, 2], { keeps: true });
    const { exitCode, stderr } = await command('prune', '--repository', uri, '--keep', '1', '--yes');
    expect(exitCode).toBe(11);
    expect(stderr).toContain('the registry lets nobody delete, and nothing was removed');
    expect(stderr).toContain('for the registry of Docker REGISTRY_STORAGE_DELETE_ENABLED=true');
    expect([...registry.tags.keys()]).not.toContain('v1-retired');
  });

  test('refuses a repository that is not there', async () => {
    const registry = await FakeRegistry.start();
    const uri = `${registry.host}/acme/customers`;
    const { exitCode, stderr } = await command('prune', '--repository', uri);
    expect(exitCode).toBe(12);
    expect(stderr).toContain(`there is no repository ${uri}`);
    expect(stderr).toContain('check its name, with ECR its account and region; a pipeline or a rehearsal makes it');
    expect((await command('releases', '--repository', uri)).exitCode).toBe(12);
  });

  test.each([
    [['--keep', '0'], 'must be a whole number from 1 to 9999.'],
    [['--mount', '/mnt'], 'must be the id of a file system and a folder'],
  ])('refuses %j', async (options, message) => {
    const { exitCode, stderr } = await command('prune', '--repository', 'localhost:5055/customers', ...options);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });
});
