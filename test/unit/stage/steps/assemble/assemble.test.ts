import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { extract } from 'tar-stream';
import { parseCheckpointManifest } from '../../../../../contract';
import type { StageContext } from '../../../../../stage/context/stage-context';
import { sha256 } from '../../../../../releases/registry/registry';
import { assemble } from '../../../../../stage/steps/assemble/assemble';
import type { Captured } from '../../../../../stage/steps/states';
import { captureSpec } from '../../../../support/unit-capture-spec';
import { ASSEMBLED, contextOf as contextFor } from '../../../../support/unit-context';
import { failureOf } from '../../../../support/unit-failure';
import { exited } from '../../../../support/unit-runner';
import type { Reply, ScriptedRunner } from '../../../../support/unit-runner';

type Script = ConstructorParameters<typeof ScriptedRunner>[0];

/** With an engine that restores its files as they are. */
function contextOf(options: Parameters<typeof contextFor>[0]): StageContext {
  const context = contextFor(options);
  return { ...context, engine: { ...context.engine, rewrite: undefined } };
}

const captured: Captured = ASSEMBLED;
const CHECKPOINT: Reply = {
  files: { 'checkpoint/': '', 'checkpoint/core-301.img': 'core', 'checkpoint/dump.log': 'log', 'checkpoint/fs/x': 'y' },
};

const script = (changes: string, trees: Script = {}): Script => ({
  'docker exec sandbox cat /proc/cpuinfo': { stdout: 'flags\t: avx2 ibpb sse2\n' },
  'docker exec sandbox cat /proc/self/cgroup': { stdout: '0::/\n' },
  'docker exec sandbox uname -r': { stdout: '6.1.0-1-amd64\n' },
  'docker exec sandbox uname -m': { stdout: 'x86_64\n' },
  'docker cp service:/opt/eks-crac/checkpoint -': CHECKPOINT,
  'docker diff service': { stdout: changes },
  'docker build …': {},
  ...trees,
});

async function entries(file: string): Promise<Record<string, string>> {
  const tar = extract();
  tar.end(readFileSync(file));
  const found: Record<string, string> = {};
  for await (const entry of tar) {
    let content = '';
    for await (const chunk of entry) content += String(chunk);
    found[entry.header.name.replace(/\/$/, '')] = content;
  }
  return found;
}

describe('assemble', () => {
  test('makes a layer of the checkpoint, the changed files, their originals and a manifest of all', async () => {
    const created: string[] = [];
    const removed: string[] = [];
    const context = contextOf({
      script: script('C /tmp\nA /tmp/new\nA /tmp/new/a\nC /etc\nC /etc/motd\nD /var/old\n', {
        'docker cp service:/tmp/new -': { files: { 'new/': '', 'new/a': 'A' } },
        'docker cp service:/etc/motd -': { files: { motd: 'M' } },
        'docker create …': (argv) => (created.push(argv.slice(-3).join(' ')), { stdout: 'untouched\n' }),
        'docker cp untouched:/etc/motd -': { files: { motd: 'of the image' } },
        'docker cp untouched:/var/old -': { files: { 'old/': '', 'old/x': 'X' } },
        'docker container rm …': (argv) => (removed.push(argv.at(-1) ?? ''), {}),
      }),
    });
    const state = await assemble.run(context, captured);
    const layer = await entries(state.layerArchive);
    const manifest = layer['opt/eks-crac/checkpoint/manifest'];
    expect({ ...layer, 'opt/eks-crac/checkpoint/manifest': '' }).toEqual({
      'opt/eks-crac/checkpoint': '',
      'opt/eks-crac/checkpoint/core-301.img': 'core',
      'opt/eks-crac/checkpoint/fs/x': 'y',
      'opt/eks-crac/checkpoint/manifest': '',
      'tmp/new': '',
      'tmp/new/a': 'A',
      'etc/motd': 'M',
      'opt/eks-crac/image/etc/motd': 'of the image',
      'opt/eks-crac/image/var/old': '',
      'opt/eks-crac/image/var/old/x': 'X',
    });
    expect({ created, removed }).toEqual({ created: ['--network none candidate:1'], removed: ['untouched'] });
    expect(parseCheckpointManifest(manifest ?? '', 'layer')).toEqual({
      schema: 1,
      engine: 'criu',
      run: ASSEMBLED.imageRun,
      arch: 'x86_64',
      cpu: ['avx2', 'sse2'],
      kernel: '6.1.0-1-amd64',
      needs: ['cgroup-v2'],
      clock: 12.5,
      capabilities: ['CHECKPOINT_RESTORE', 'SYS_PTRACE', 'SETPCAP'],
      service: 301,
      port: 8080,
      removed: ['/var/old'],
      folders: [{ mode: '755', path: '/tmp/new' }],
      added: [{ mode: '644', path: '/tmp/new/a' }],
      changed: [{ mode: '644', path: '/etc/motd' }],
      links: [],
      originals: [
        { mode: '644', path: '/etc/motd' },
        { mode: '644', path: '/var/old/x' },
      ],
      originalFolders: [{ mode: '755', path: '/var/old' }],
      originalLinks: [],
      files: [
        { path: 'core-301.img', bytes: 4 },
        { path: 'fs/x', bytes: 1 },
      ],
    });
    expect(state).toMatchObject({
      capturedPaths: ['/tmp/new/a', '/etc/motd'],
      removedPaths: ['/var/old'],
      rawBytes: 5,
      host: { cpuFlags: ['avx2', 'sse2'], needs: ['cgroup-v2'], kernel: '6.1.0-1-amd64', machine: 'x86_64' },
    });
    expect(state.files).toContainEqual({ path: 'core-301.img', bytes: 4, digest: sha256('core') });
    expect(readFileSync(join(context.run.folder, 'assemble/Dockerfile'), 'utf8')).toBe(
      'FROM candidate:1\nADD layer.tar /\n',
    );
  });

  test('removes only what is gone from a folder that the service deleted and made again', async () => {
    const context = contextOf({
      script: script('C /srv\nD /srv/work\nA /srv/work/new\nC /srv/work/kept\n', {
        'docker cp service:/srv/work/new -': { files: { new: 'N' } },
        'docker cp service:/srv/work/kept -': { files: { kept: 'K' } },
        'docker cp service:/srv/work -': { files: { 'work/': '', 'work/kept': 'K', 'work/new': 'N' } },
        'docker create …': { stdout: 'untouched\n' },
        'docker cp untouched:/srv/work/kept -': { files: { kept: 'of the image' } },
        'docker cp untouched:/srv/work -': {
          files: { 'work/': '', 'work/kept': 'of the image', 'work/gone/': '', 'work/gone/x': 'X', 'work/y': 'Y' },
        },
        'docker container rm …': {},
      }),
    });
    const { layerArchive, removedPaths } = await assemble.run(context, captured);
    expect(removedPaths).toEqual(['/srv/work/gone', '/srv/work/y']);
    const text = (await entries(layerArchive))['opt/eks-crac/checkpoint/manifest'] ?? '';
    expect(text.split('\n').filter((line) => /^(removed|original|added|changed)/.test(line))).toEqual([
      'removed=/srv/work/gone',
      'removed=/srv/work/y',
      'added=644 /srv/work/new',
      'changed=644 /srv/work/kept',
      'original=644 /srv/work/kept',
      'original=644 /srv/work/gone/x',
      'original=644 /srv/work/y',
      'originalFolder=755 /srv/work/gone',
    ]);
  });

  test('leaves out what is mounted in a folder of the service', async () => {
    const context = contextOf({
      script: script('A /run\nA /run/app.pid\nA /run/secrets\nA /run/secrets/token\n', {
        'docker cp service:/run -': {
          files: { 'run/': '', 'run/app.pid': '1', 'run/secrets/': '', 'run/secrets/token': 'secret' },
        },
      }),
    });
    const { capturedPaths, layerArchive } = await assemble.run(context, captured);
    expect(capturedPaths).toEqual(['/run/app.pid']);
    expect(Object.keys(await entries(layerArchive))).not.toContain('run/secrets/token');
  });

  const stored = (status: number, logs: Reply) =>
    assemble.run(
      contextOf({
        spec: captureSpec({ publish: { folder: 'out' } }),
        script: {
          ...script('A /srv/new\n', { 'docker cp service:/srv/new -': { files: { new: '1' } } }),
          'docker run …': (argv) => (asked.push(argv.slice(-5).join(' ')), { stdout: 'check\n' }),
          'docker wait check': { stdout: `${status}\n` },
          'docker logs check': logs,
          'docker container rm …': {},
        },
      }),
      captured,
    );
  const asked: string[] = [];

  test('fails when a pod could not write a captured file from a store', async () => {
    expect(await failureOf(stored(0, { stdout: '/srv/new\n' }))).toEqual({
      code: 'checkpoint-failed',
      message:
        'the captured file /srv/new cannot be written by user 1000, so no pod could restore from a store other than the image',
      remedy:
        'let the service write to a folder of its own user, or publish to the image alone and leave out the other stores',
    });
    expect(asked).toEqual(['--entrypoint /opt/eks-crac/tool candidate:1 writable /srv/new']);
  });

  test('fails when it is not known whether a pod could write the captured files', async () => {
    expect(await failureOf(stored(126, { stderr: 'exec format error\n' }))).toEqual({
      code: 'checkpoint-failed',
      message: 'whether a pod can write the captured files could not be checked: status 126, exec format error',
      remedy: 'this is a defect of the runtime layer; please report it',
    });
  });

  test('explains that no space is left', async () => {
    const context = contextOf({
      script: { ...script(''), 'docker build …': exited(1, 'failed to copy: write /x: no space left on device') },
    });
    const { code, message, remedy } = await failureOf(assemble.run(context, captured));
    expect(code).toBe('disk-full');
    expect(message.replace(/\d+ MB/, 'N MB')).toBe(
      `there was no space left for the checkpoint's layer in ${join(context.run.folder, 'assemble')} (N MB free)`,
    );
    expect(remedy).toBe('free some space, or set EKS_CRAC_STATE to a folder on a larger disk');
  });

  test('fails when the checkpoint cannot be read, without hanging', async () => {
    const context = contextOf({
      script: { ...script(''), 'docker cp service:/opt/eks-crac/checkpoint -': exited(1, 'permission denied') },
    });
    await expect(assemble.run(context, captured)).rejects.toThrow('docker cp exited with code 1: permission denied');
  });
});
