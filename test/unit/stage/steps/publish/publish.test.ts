import { chmodSync, createWriteStream, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { readRelease } from '../../../../../stage/registry/releases';
import { removeStored } from '../../../../../stage/cleanup';
import { publish } from '../../../../../stage/steps/publish/publish';
import { record } from '../../../../../stage/steps/record/record';
import { captureSpec } from '../../../../support/unit-capture-spec';
import { contextOf, PROVEN } from '../../../../support/unit-context';
import { failureOf } from '../../../../support/unit-failure';
import { FakeRegistry } from '../../../../support/unit-registry';
import { archive } from '../../../../support/unit-runner';
import { scratch } from '../../../../support/unit-scratch';

async function proven(registry: FakeRegistry) {
  const layerArchive = join(scratch(), 'layer.tar');
  await pipeline(archive({ 'opt/eks-crac/checkpoint/core-301.img': 'core' }), createWriteStream(layerArchive));
  const digests = { service: registry.put('s', '{"s":1}'), checkpoint: registry.put('c', '{"c":1}') };
  return { ...PROVEN, digests, layerArchive };
}

describe('publish', () => {
  test('tags the verified digests with the release, and the record comes last', async () => {
    const registry = await FakeRegistry.start();
    registry.put('v4-claim', 'claim');
    const context = contextOf({ repository: registry.repository });
    const state = await proven(registry);
    const published = await publish.run(context, state);
    expect(published.number).toBe(5);
    expect(registry.tags.get('v5')).toBe(state.digests.service);
    expect(registry.tags.get('v5-checkpoint')).toBe(state.digests.checkpoint);
    expect(registry.tags.has('v5-record')).toBe(false);
    const written = await record.run(context, published);
    expect(await readRelease(registry.repository, 'v5')).toEqual(written);
    expect(written).toMatchObject({
      schema: 1,
      release: 'v5',
      run: context.run.id,
      repository: registry.repository.repository,
      images: { service: { digest: state.digests.service }, checkpoint: { digest: state.digests.checkpoint } },
      engine: { type: 'criu', version: '4.2' },
      pod: { uid: 1000, gid: 1000, port: 8080, readiness: { path: '/ready', status: 200 }, deadlineMs: 3000 },
      host: { architecture: 'amd64', cpuClass: 'local', clockSeconds: 12.5 },
      gate: { restores: 2, restoreMs: [90, 95], clones: { generators: 14 } },
      stores: [{ type: 'image', deadlineMs: 3000 }],
    });
    expect(registry.requests.at(-3)).toBe('PUT /manifests/v5-record');
  });

  test('writes plain files to the folder of the spec, under service and release', async () => {
    const registry = await FakeRegistry.start();
    const context = contextOf({ repository: registry.repository, spec: captureSpec({ publish: { folder: 'efs' } }) });
    const published = await publish.run(context, await proven(registry));
    const folder = join(context.specFolder, 'efs/customers/v1');
    expect(published.stores).toEqual([{ type: 'folder', path: folder }]);
    expect(readFileSync(join(folder, 'opt/eks-crac/checkpoint/core-301.img'), 'utf8')).toBe('core');
    expect(context.run.claimed()).toMatchObject({ release: 'v1', specFolder: context.specFolder });
    expect(await removeStored(registry.repository, context.run)).toEqual([
      `copy {"type":"folder","path":${JSON.stringify(folder)}}`,
    ]);
    expect(existsSync(folder)).toBe(false);
  });

  test('keeps stored checkpoints of a release that has its record', async () => {
    const registry = await FakeRegistry.start();
    const context = contextOf({ repository: registry.repository, spec: captureSpec({ publish: { folder: 'efs' } }) });
    const { stores } = await record.run(context, await publish.run(context, await proven(registry)));
    expect(stores).toMatchObject([{ type: 'image' }, { type: 'folder', deadlineMs: 3000 }]);
    expect(await removeStored(registry.repository, context.run)).toEqual([]);
    expect(existsSync(join(context.specFolder, 'efs/customers/v1/files.json'))).toBe(true);
  });

  test('has no stored checkpoints for a run that claimed nothing', async () => {
    const registry = await FakeRegistry.start();
    expect(await removeStored(registry.repository, contextOf().run)).toEqual([]);
  });

  test('fails when plain files cannot be written', async () => {
    const registry = await FakeRegistry.start();
    const context = contextOf({ repository: registry.repository, spec: captureSpec({ publish: { folder: 'efs' } }) });
    mkdirSync(join(context.specFolder, 'efs'));
    writeFileSync(join(context.specFolder, 'efs/customers'), 'a file where a folder belongs');
    const folder = join(context.specFolder, 'efs/customers/v1');
    const { message, ...rest } = await failureOf(publish.run(context, await proven(registry)));
    expect(message).toMatch(
      new RegExp(`^the plain files could not be written to ${folder}: (Error: )?ENOTDIR: not a directory, `),
    );
    expect(rest).toEqual({
      code: 'publish-failed',
      remedy: 'check `publish` in the capture spec, that the place exists and that you may write to it',
    });
  });

  test('keeps the message of a store that knows what to check', async () => {
    const registry = await FakeRegistry.start();
    const efs = { fileSystemId: 'fs-01234567', accessPointId: 'fsap-01234567' };
    const context = contextOf({ repository: registry.repository, spec: captureSpec({ publish: { efs } }) });
    // A stand-in for a machine without the EFS mount helper.
    const folder = scratch();
    writeFileSync(join(folder, 'mount'), '#!/bin/sh\necho "mount: unknown filesystem type \'efs\'." >&2; exit 32\n');
    chmodSync(join(folder, 'mount'), 0o755);
    const path = process.env['PATH'] ?? '';
    process.env['PATH'] = `${folder}:${path}`;
    try {
      const failure = await failureOf(publish.run(context, await proven(registry)));
      expect(failure.code).toBe('publish-failed');
      expect(failure.message).toBe(
        "fs-01234567 could not be mounted: mount -t exited with code 32: mount: unknown filesystem type 'efs'.",
      );
      expect(failure.remedy).toMatch(/^install amazon-efs-utils, /);
    } finally {
      process.env['PATH'] = path;
    }
  });

  test('fails for a digest that was deleted', async () => {
    const registry = await FakeRegistry.start();
    const state = await proven(registry);
    registry.manifests.delete(state.digests.service);
    expect(await failureOf(publish.run(contextOf({ repository: registry.repository }), state))).toEqual({
      code: 'publish-failed',
      message: `${registry.repository.repository}@${state.digests.service} is gone from the registry`,
      remedy: 'check what else deletes from the repository',
    });
  });
});
