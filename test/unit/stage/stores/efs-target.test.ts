import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProcessRunner } from '../../../../kit/process';
import { EfsTarget } from '../../../../stage/stores/efs-target';
import { failureOf } from '../../../support/unit-failure';
import { packFile } from '../../../support/unit-pack';
import { scratch } from '../../../support/unit-scratch';

const PLACE = { fileSystemId: 'fs-01234567', accessPointId: 'fsap-01234567', path: '/checkpoints' };

/**
 * Stand-ins for `mount` and `umount`, because NFS cannot be mounted here. They record their arguments; mounting
 * replaces the mount point with a link to the test's folder.
 */
function machine(options: { readonly fails?: string } = {}) {
  const folder = scratch();
  const files = join(folder, 'file-system');
  const calls = join(folder, 'calls');
  mkdirSync(join(folder, 'bin'));
  mkdirSync(files);
  program('mount', options.fails ?? `for point; do :; done; rmdir "$point" && ln -s ${files} "$point"`);
  program('umount', 'rm "$1" && mkdir "$1"');
  const runner = new ProcessRunner({ ...process.env, PATH: `${folder}/bin:${process.env['PATH'] ?? ''}` });
  return {
    copy: new EfsTarget(PLACE, 'customers/v7', runner),
    files,
    calls: () => readFileSync(calls, 'utf8').split('\n'),
  };

  function program(name: string, body: string): void {
    const file = join(folder, 'bin', name);
    writeFileSync(file, `#!/bin/sh\necho "${name} $*" >>${calls}\n${body}\n`);
    chmodSync(file, 0o755);
  }
}

describe('the EFS target', () => {
  test('mounts with TLS, IAM and the access point, writes below the path, and unmounts', async () => {
    const { calls, copy, files } = machine();
    await copy.open();
    await copy.put(packFile('packed'));
    await copy.close();
    expect(readFileSync(join(files, 'checkpoints/customers/v7/checkpoint.pack'), 'utf8')).toBe('packed');
    const [mount = '', umount = ''] = calls();
    const point = mount.split(' ').at(-1) ?? '';
    expect(mount).toBe(`mount -t efs -o tls,iam,accesspoint=fsap-01234567 fs-01234567:/ ${point}`);
    expect(umount).toBe(`umount ${point}`);
    expect(existsSync(point)).toBe(false);
  });

  test('describes the place for the release record', () => {
    expect(machine().copy.description).toEqual({
      type: 'efs',
      fileSystemId: 'fs-01234567',
      accessPointId: 'fsap-01234567',
      path: '/checkpoints/customers/v7',
    });
  });

  test('mounts, removes only the stored checkpoint, and unmounts', async () => {
    const { calls, copy, files } = machine();
    mkdirSync(join(files, 'checkpoints/customers/v7'), { recursive: true });
    mkdirSync(join(files, 'checkpoints/customers/v6'), { recursive: true });
    await copy.remove();
    expect(existsSync(join(files, 'checkpoints/customers/v7'))).toBe(false);
    expect(existsSync(join(files, 'checkpoints/customers/v6'))).toBe(true);
    expect(calls()[1]).toMatch(/^umount /);
  });

  test('says what to check when it cannot be mounted, and leaves no mount point', async () => {
    const { calls, copy } = machine({ fails: 'echo "mount.nfs4: access denied by server" >&2; exit 32' });
    const failure = await failureOf(copy.open());
    expect(failure.code).toBe('publish-failed');
    expect(failure.message).toMatch(
      /^fs-01234567 could not be mounted: mount .* exited with code 32: mount.nfs4: access denied by server$/,
    );
    expect(failure.remedy).toBe(
      'install amazon-efs-utils, and check that the network reaches the file system on port 2049 and that the role allows elasticfilesystem:ClientMount and ClientWrite through the access point',
    );
    expect(existsSync(calls()[0]?.split(' ').at(-1) ?? '')).toBe(false);
  });
});
