import { RECORD_TYPE } from '../../../../releases/records';
import { releasesCommand } from '../../../../cli/commands/releases';
import { command, commandAlone } from '../../../support/unit-command';
import { digestOf, RECORD } from '../../../support/unit-release-record';
import { FakeRegistry } from '../../../support/unit-registry';
import { json, ScriptedRunner } from '../../../support/unit-runner';

const PROVENANCE = {
  revision: '0123456789abcdef0123456789abcdef01234567',
  baseImages: [`debian@${digestOf('d')}`],
  java: '21.0.5',
  specDigest: digestOf('e'),
  stageVersion: '0.1.0',
};

async function registryWith(...names: readonly string[]) {
  const registry = await FakeRegistry.start();
  for (const [index, release] of names.entries()) {
    const letter = 'abcdef'[index] ?? '0';
    const images = {
      service: { digest: digestOf(letter), bytes: 200_000_000 },
      checkpoint: { digest: digestOf(String(index)), bytes: 250_000_000 },
    };
    await registry.repository.putArtifact(`${release}-record`, {
      artifactType: RECORD_TYPE,
      document: { ...RECORD, release, images, ...(index === 0 ? {} : { provenance: PROVENANCE }) },
      annotations: {},
    });
  }
  return registry.repository.repository;
}

const cells = (text: string) => text.split('\n').map((line) => line.split(/ {2,}/));

describe('`releases`', () => {
  test('lists all, the newest first, with what older records do not say as a dash', async () => {
    const { exitCode, stdout } = await command('releases', '--repository', await registryWith('v6', 'v7'));
    expect(exitCode).toBe(0);
    const [, ...rows] = cells(stdout);
    const times = ['250', '50', '-', '95', '-'];
    expect(rows).toEqual([
      ['v7', '2026-01-02 03:04', '0123456789ab', 'criu 4.2', 'local', '21.0.5', ...times],
      ['v6', '2026-01-02 03:04', '-', 'criu 4.2', 'local', '-', ...times],
      [''],
    ]);
  });

  test('says which pods run each, by digest', async () => {
    const uri = await registryWith('v6', 'v7');
    const pod = { kind: 'Deployment', metadata: { name: 'customers', namespace: 'shop' }, image: `x@${digestOf('1')}` };
    const runner = new ScriptedRunner({
      'kubectl config get-contexts …': { stdout: 'production\n' },
      'kubectl --context production get …': json({ items: [pod] }),
    });
    const options = ['--repository', uri, '--kube-context', 'production', '--json'];
    const { stdout } = await commandAlone(releasesCommand(runner), ...options);
    expect(JSON.parse(stdout)).toMatchObject([
      { release: 'v7', usedBy: ['Deployment shop/customers in production'], provenance: PROVENANCE },
      { release: 'v6', usedBy: [] },
    ]);
  });

  test('`release show` says what one was made of', async () => {
    const uri = await registryWith('v6', 'v7');
    const { stdout } = await command('release', 'show', 'v7', '--repository', uri);
    expect(stdout).toContain(`source: ${PROVENANCE.revision}\nbase image: debian@${digestOf('d')}\njava: 21.0.5\n`);
    expect((await command('release', 'show', 'v6', '--repository', uri)).stdout).not.toContain('source:');
  });

  test('`admission` admits the digests of all records', async () => {
    const uri = await registryWith('v6', 'v7');
    const { stdout } = await command('admission', '--repository', uri);
    expect(stdout).toContain('name: customers-releases\n');
    for (const digest of ['a', 'b', '0', '1'].map(digestOf)) expect(stdout).toContain(`'${uri}@${digest}'`);
  });
});

describe('`manifests`', () => {
  test('are the objects of a workload with the digest of the release', async () => {
    const uri = await registryWith('v6', 'v7');
    const options = ['--repository', uri, '--version', 'v6', '--namespace', 'shop', '--env', 'TABLE=customers'];
    const { exitCode, stdout } = await command('manifests', ...options);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('kind: Deployment\n');
    expect(stdout).toContain(`image: ${RECORD.repository}@${digestOf('0')}\n`);
    expect(stdout).toContain('namespace: shop\n');
    expect(stdout).toContain('TABLE: customers\n');
  });

  test('are images of a kustomization, of the store and of a cold workload', async () => {
    const uri = await registryWith('v6');
    const restored = await command('manifests', '--repository', uri, '--kustomize');
    expect(restored.stdout).toBe(`images:\n  - name: ${RECORD.repository}\n    digest: ${digestOf('0')}\n`);
    const cold = await command('manifests', '--repository', uri, '--kustomize', '--cold');
    expect(cold.stdout).toContain(digestOf('a'));
  });

  test('are no images alone where more than an image changes', async () => {
    const options = ['--repository', await registryWith('v6'), '--kustomize', '--store', 's3'];
    const { exitCode, stderr } = await command('manifests', ...options);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      '--kustomize prints images alone, and with a checkpoint in a store of type s3 more changes from release to release\n  → leave out --kustomize, or choose --store image',
    );
  });

  test('need a store that the release has', async () => {
    const { exitCode, stderr } = await command('manifests', '--repository', await registryWith('v6'), '--store', 's3');
    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      'v6 has no checkpoint in a store of type s3, only: image\n  → choose one of these with --store',
    );
  });
});
