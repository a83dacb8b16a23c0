import { RECORD_TYPE } from '../../../../releases/records';
import { command } from '../../../support/unit-command';
import { putImage } from '../../../support/unit-images';
import { digestOf, RECORD } from '../../../support/unit-release-record';
import { FakeRegistry } from '../../../support/unit-registry';

async function released(layers: readonly string[]) {
  const registry = await FakeRegistry.start();
  const { repository } = registry.repository;
  const service = { digest: putImage(registry, 'v7', { layers: ['a', 'b'] }), bytes: 1 };
  putImage(registry, 'jdk', { layers });
  const document = {
    ...RECORD,
    createdAt: new Date().toISOString(),
    images: { ...RECORD.images, service },
    provenance: { baseImages: [`${repository}:jdk`], specDigest: digestOf('e'), stageVersion: '0.1.0' },
  };
  await registry.repository.putArtifact('v7-record', { artifactType: RECORD_TYPE, document, annotations: {} });
  return repository;
}

describe('`freshness`', () => {
  test('says that nothing has changed', async () => {
    const { exitCode, stdout } = await command('freshness', '--repository', await released(['a']));
    expect([exitCode, stdout]).toEqual([0, 'v7 is 0 days old; nothing that was compared has changed\n']);
  });

  test('says what has changed, and what helps', async () => {
    const repository = await released(['x']);
    const { stdout } = await command('freshness', '--repository', repository);
    expect(stdout).toContain('v7 is 0 days old; it is out of date\n');
    expect(stdout).toContain(`base-image  ${repository}:jdk has other layers now  start the pipeline, or rehearse`);
  });

  test('prints the report of the function with --json', async () => {
    const { stdout } = await command('freshness', '--repository', await released(['x']), '--json');
    expect(JSON.parse(stdout)).toMatchObject({ release: 'v7', stale: [{ reason: 'base-image', remedy: 'capture' }] });
  });
});
