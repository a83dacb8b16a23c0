import type { RequestListener } from 'node:http';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PACK_FILE } from '../../../../../contract';
import { removePublished } from '../../../../../stage/cleanup';
import type { StageContext } from '../../../../../stage/context/stage-context';
import { record } from '../../../../../stage/steps/record/record';
import { publish } from '../../../../../stage/steps/publish/publish';
import { stores } from '../../../../../stage/steps/stores/stores';
import { captureSpec } from '../../../../support/unit-capture-spec';
import { contextOf, PROVEN } from '../../../../support/unit-context';
import { copyScript, startLines } from '../../../../support/unit-copies';
import type { CopyTraits } from '../../../../support/unit-copies';
import { failureOf } from '../../../../support/unit-failure';
import { digestOf } from '../../../../support/unit-release-record';
import { FakeRegistry } from '../../../../support/unit-registry';
import { scratch } from '../../../../support/unit-scratch';

const PACK = 'what pack writes';
const REPORT = { digest: digestOf('d'), bytes: PACK.length, indexBytes: 4 };
const FETCHED = { 'eks-crac': 'fetch', source: '/opt/eks-crac/store/packed', ms: 30, bytes: PACK.length, retries: 0 };

async function scene(publishSpec: object = { folder: 'efs' }, given: CopyTraits = {}, gate: object = {}) {
  const traits = { logs: logged(startLines('restored')), ...given };
  const registry = await FakeRegistry.start();
  const layerArchive = join(scratch(), 'layer.tar');
  writeFileSync(layerArchive, 'a layer');
  const digests = { service: registry.put('s', '{"s":1}'), checkpoint: registry.put('c', '{"c":1}') };
  const spec = captureSpec({ publish: publishSpec, gate });
  const script = await copyScript({ ...traits, script: { ...STORE_SCRIPT, ...traits.script } });
  const context = contextOf({ repository: registry.repository, spec, script });
  return { registry, context, proven: { ...PROVEN, digests, layerArchive } };
}

/** What the runtime says of the containers that pack and unpack. */
const STORE_SCRIPT: NonNullable<CopyTraits['script']> = {
  'docker run --rm --interactive …': { stdout: PACK, stderr: JSON.stringify(REPORT) },
  'docker wait …': { stdout: '0' },
};

/** Both the container that unpacks and the copy have this log. */
const logged = (...lines: readonly string[]) => ({ stderr: [JSON.stringify(FETCHED), ...lines].join('\n') });

const folderOf = ({ specFolder }: StageContext) => join(specFolder, 'efs/customers/v1');

describe('the stored copies', () => {
  test('are one pack in the folder of the spec, under service and release', async () => {
    const { context, proven, registry } = await scene();
    const folder = folderOf(context);
    const stored = await stores.run(context, proven);
    expect(stored.stores).toEqual([
      { description: { type: 'folder', path: folder }, unpackMs: 30, restoreMs: expect.any(Number) as number },
    ]);
    expect(stored.packed).toEqual(REPORT);
    expect(readFileSync(join(folder, PACK_FILE), 'utf8')).toBe(PACK);
    expect(context.run.claimed()).toMatchObject({ release: 'v1', specFolder: context.specFolder });
    expect(await removePublished(registry.repository, context.run)).toEqual([
      `copy of v1 in {"type":"folder","path":${JSON.stringify(folder)}}`,
    ]);
    expect(existsSync(folder)).toBe(false);
  });

  test('are packed into a file of its owner alone, since it holds the memory of the service', async () => {
    const { context, proven } = await scene();
    await stores.run(context, proven);
    expect(statSync(join(dirname(proven.layerArchive), PACK_FILE)).mode & 0o777).toBe(0o600);
  });

  test('are refused where the pack does not fit, with what to do', async () => {
    const { context, proven } = await scene();
    const folder = dirname(proven.layerArchive);
    symlinkSync('/dev/full', join(folder, PACK_FILE));
    const { code, message } = await failureOf(stores.run(context, proven));
    expect([code, message.replace(/\d+ MB/, 'N MB')]).toEqual([
      'disk-full',
      `there was no space left for the checkpoint's pack in ${folder} (N MB free)`,
    ]);
  });

  test('are restored once, by vN from what was read back', async () => {
    const created: string[] = [];
    const script = {
      'docker create …': (argv: readonly string[]) => ({ stdout: `c${created.push(argv.join(' '))}\n` }),
    };
    const { context, proven } = await scene({ folder: 'efs' }, { script });
    await stores.run(context, proven);
    const image = `${context.repository.repository}@${proven.digests.service}`;
    const [digest, bytes, index] = [REPORT.digest, String(PACK.length), '4'];
    expect(created.find((line) => line.includes('--entrypoint /opt/eks-crac/fetch'))).toMatch(
      new RegExp(
        ` --volume \\S+-store-folder:/opt/eks-crac/store .*--cap-drop ALL .*--read-only .* ${image} ${['packed', 'unpacked'].map((name) => `/opt/eks-crac/store/${name}`).join(' ')} ${digest} ${bytes} ${index}$`,
      ),
    );
    expect(created.filter((line) => line.endsWith(image))).toEqual([
      expect.stringMatching(
        / --env EKS_CRAC_STORE=\/opt\/eks-crac\/store\/unpacked .* --volume \S+-store-folder:\S+ .*--cap-drop ALL/,
      ),
    ]);
  });

  test('are kept of a release that has its record, with the time and the deadline of each', async () => {
    const { context, proven, registry } = await scene();
    const written = await record.run(context, await publish.run(context, await stores.run(context, proven)));
    expect(written.stores).toEqual([
      { type: 'image', deadlineMs: 3000 },
      {
        ...{ type: 'folder', path: folderOf(context), deadlineMs: 3000, unpackMs: 30 },
        restoreMs: expect.any(Number) as number,
      },
    ]);
    expect(written.checkpoint.packed).toEqual(REPORT);
    expect(await removePublished(registry.repository, context.run)).toEqual([]);
    expect(existsSync(join(folderOf(context), PACK_FILE))).toBe(true);
  });

  test('are none for a run that claimed nothing', async () => {
    const registry = await FakeRegistry.start();
    expect(await removePublished(registry.repository, contextOf().run)).toEqual([]);
  });

  test('fail when they cannot be restored', async () => {
    const { context, proven } = await scene({ folder: 'efs' }, { logs: logged(startLines('cold', 'store')) });
    const { code, message } = await failureOf(stores.run(context, proven));
    expect(code).toBe('restore-failed');
    expect(message).toContain(`copy-folder restored from the copy in ${folderOf(context)} is not like the captured`);
    expect(message).toContain(': it started cold, reason store (');
  });

  test('fail when their copy answers with another status', async () => {
    const listener: RequestListener = ({ url }, response) =>
      response.writeHead(url === '/customers' ? 500 : 200).end('no');
    const { context, proven } = await scene({ folder: 'efs' }, { listener }, { requests: [{ path: '/customers' }] });
    const { code, message } = await failureOf(stores.run(context, proven));
    expect(code).toBe('gate-failed');
    expect(message).toContain(': GET /customers answered 500, expected 200; its body has 2 bytes: no; ');
  });

  test('fail when the place does not keep what was written', async () => {
    const said = 'eks-crac fetch: /opt/eks-crac/store/packed was altered: it is not what was published; publish again';
    const { context, proven } = await scene({ folder: 'efs' }, { logs: { stderr: said } });
    expect(await failureOf(stores.run(context, proven))).toEqual({
      code: 'publish-failed',
      message: `the stored copy in ${folderOf(context)} could not be read back: ${said}`,
      remedy: 'check that the place keeps what is written and that you may read from it; nothing was released',
    });
  });

  test('fail when they cannot be written', async () => {
    const { context, proven } = await scene();
    mkdirSync(join(context.specFolder, 'efs'));
    writeFileSync(join(context.specFolder, 'efs/customers'), 'a file where a folder belongs');
    const { message, ...rest } = await failureOf(stores.run(context, proven));
    expect(message).toMatch(
      new RegExp(`^the checkpoint could not be written to ${folderOf(context)}: (Error: )?ENOTDIR: not a directory, `),
    );
    expect(rest).toEqual({
      code: 'publish-failed',
      remedy: 'check `publish` in the capture spec, that the place exists and that you may write to it',
    });
  });

  test('keep the message of a store that knows what to check', async () => {
    const efs = { fileSystemId: 'fs-01234567', accessPointId: 'fsap-01234567' };
    const { context, proven } = await scene({ efs });
    // A stand-in for a machine without the EFS mount helper.
    const folder = scratch();
    writeFileSync(join(folder, 'mount'), '#!/bin/sh\necho "mount: unknown filesystem type \'efs\'." >&2; exit 32\n');
    chmodSync(join(folder, 'mount'), 0o755);
    const path = process.env['PATH'] ?? '';
    process.env['PATH'] = `${folder}:${path}`;
    try {
      const failure = await failureOf(stores.run(context, proven));
      expect(failure.code).toBe('publish-failed');
      expect(failure.message).toBe(
        "fs-01234567 could not be mounted: mount -t exited with code 32: mount: unknown filesystem type 'efs'.",
      );
      expect(failure.remedy).toMatch(/^install amazon-efs-utils, /);
    } finally {
      process.env['PATH'] = path;
    }
  });
});
