import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { packagePath } from '../../../../kit/package-path';
import { command } from '../../../support/unit-command';
import { scratch } from '../../../support/unit-scratch';

/** A copy of a fixture. */
function fixture(name: string): string {
  const folder = join(scratch(), name);
  cpSync(packagePath(`test/fixtures/init/${name}`), folder, { recursive: true });
  return folder;
}

describe('`init`', () => {
  test('writes a commented capture spec with the schema for editors, and says what comes next', async () => {
    const folder = fixture('quarkus');
    const { exitCode, stderr, stdout } = await command('init', folder);
    const file = join(folder, 'eks-crac.yaml');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const schema = relative(folder, packagePath('contract/capture-spec.schema.json'));
    const written = readFileSync(file, 'utf8');
    expect(written.split('\n')[0]).toBe(`# yaml-language-server: $schema=${schema}`);
    expect(written).toContain('run:\n  # EXPOSE in the Dockerfile\n  port: 8080\n');
    const lines = stdout.split('\n');
    expect(lines[0]).toBe(`wrote ${file}`);
    expect(lines).toContain('✔ run.port: EXPOSE in the Dockerfile');
    expect(lines).toContain(
      '? run: not found: the value of DATABASE_PASSWORD, which is not in compose.yaml: write it into `env`',
    );
    expect(stdout).toMatch(new RegExp(`\\n\\nnext, .*:\\n {2}\\S.* rehearse (-- )?--spec ${file}\\n$`));
  });

  test('prints one document with --json', async () => {
    const folder = fixture('spring');
    const { stdout } = await command('init', folder, '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      file: join(folder, 'eks-crac.yaml'),
      spec: { service: 'order-service' },
      found: expect.arrayContaining([
        { field: 'readiness.path', text: 'spring-boot-starter-actuator in pom.xml' },
      ]) as unknown,
      missing: [{ field: 'warmUp.requests' }, { field: 'gate.requests' }],
      notes: [{ field: 'run.cpu' }],
      next: expect.stringContaining('rehearse') as string,
    });
  });

  test('replaces a capture spec with --force only', async () => {
    const folder = fixture('spring');
    const file = join(folder, 'eks-crac.yaml');
    writeFileSync(file, 'mine');
    expect(await command('init', folder)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `error: there is a ${file} already\n  → edit it, or pass --force to replace it\n`,
    });
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect((await command('init', folder, '--force')).exitCode).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain('service: order-service');
  });

  test('needs a folder', async () => {
    const { exitCode, stderr } = await command('init', '/nonexistent/service');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: 'error: /nonexistent/service is no folder\n  → name the folder with the Dockerfile of the service\n',
    });
  });
});
