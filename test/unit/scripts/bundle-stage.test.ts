import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import manifest from '../../../package.json';
import { bundleStage } from '../../../scripts/bundle-stage';
import { packagePath } from '../../../kit/package-path';
import { ProcessError, ProcessRunner } from '../../../kit/process';
import { runtimePackageIn } from '../../support/unit-runtime-package';
import { scratch } from '../../support/unit-scratch';

const HOST = process.arch === 'arm64' ? 'arm64' : 'amd64';
const BUNDLE = packagePath('dist/stage-bundle');
const SPEC = {
  version: 1,
  service: 'customers',
  run: { port: 8080 },
  readiness: { path: '/ready' },
  warmUp: { requests: [{ path: '/' }] },
};

/** Name, mode-independent content digest of every file. */
function contents(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return new Map(
    files.map((file) => [relative(folder, file), createHash('sha256').update(readFileSync(file)).digest('hex')]),
  );
}

/** Runs the bundle as a build does; returns how it ended. */
async function stage(...options: readonly string[]) {
  try {
    const { stderr, stdout } = await new ProcessRunner().run([process.execPath, join(BUNDLE, 'stage.js'), ...options]);
    return { exitCode: 0, stderr, stdout };
  } catch (error) {
    if (!(error instanceof ProcessError)) throw error;
    return { exitCode: error.exitCode, stderr: error.stderr, stdout: error.stdout };
  }
}

const withSpec = (spec: string) => stage('--spec-json', spec, '--source', '.', '--record', '/nowhere/release.json');

describe('the bundle of the stage', () => {
  test('has the same bytes for the same sources', async () => {
    const [one, two] = [join(scratch(), 'one'), join(scratch(), 'elsewhere/two')];
    await bundleStage(one);
    await bundleStage(two);
    expect(contents(one)).toEqual(contents(two));
    expect(contents(one)).toEqual(contents(BUNDLE));
  });

  test('contains the program and what it reads, and nothing else', () => {
    const expected = ['package.json', 'stage.js', 'stage/sandbox/credential-endpoint'];
    expect([...contents(BUNDLE).keys()].sort()).toEqual(expected.sort());
    expect(JSON.parse(readFileSync(join(BUNDLE, 'package.json'), 'utf8'))).toEqual({
      name: 'eks-crac',
      version: manifest.version,
    });
  });

  test('names no folder of the machine on which it was built', () => {
    expect(readFileSync(join(BUNDLE, 'stage.js'), 'utf8')).not.toContain(packagePath('.').replace(/\/$/, ''));
  });

  test('runs on its own and shows its options', async () => {
    const { exitCode, stdout } = await stage('--help');
    expect(exitCode).toBe(0);
    for (const option of ['--spec-json <json>', '--source <folder>', '--record <file>'])
      expect(stdout).toContain(option);
  });

  test('fails when an option is missing', async () => {
    const { exitCode, stderr } = await stage('--source', '.', '--record', 'x');
    expect(exitCode).toBe(2);
    expect(stderr).toContain("error: required option '--spec-json <json>' not specified");
  });

  test('fails when the capture spec is not JSON', async () => {
    const { exitCode, stderr } = await withSpec('version: 1');
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/error: --spec-json is not JSON: .*\n {2}→ pass one JSON document\n$/);
  });

  test('fails when the capture spec has an error', async () => {
    const { exitCode, stderr } = await withSpec(JSON.stringify({ ...SPEC, run: { port: 0 } }));
    expect(exitCode).toBe(3);
    expect(stderr).toContain(
      'error: capture spec of --spec-json is not valid:\n  - `run.port` must be at least 1, got: 0',
    );
  });

  describe('elsewhere', () => {
    const repository = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/customers';
    const options = ['--spec-json', JSON.stringify({ ...SPEC, publish: { repository } }), '--source', '.'];

    /** Where the bundle finds no package that belongs to this checkout. */
    async function bundle(): Promise<string> {
      const folder = scratch();
      await bundleStage(folder);
      return folder;
    }

    async function failed(folder: string): Promise<ProcessError> {
      const env = { AWS_EC2_METADATA_DISABLED: 'true', HOME: scratch(), PATH: process.env['PATH'] };
      const argv = [process.execPath, join(folder, 'stage.js'), ...options, '--record', 'x'];
      const error: unknown = await new ProcessRunner(env).run(argv).catch((reason: unknown) => reason);
      if (!(error instanceof ProcessError)) throw new Error('it did not fail');
      return error;
    }

    test('fails without the runtime layer', async () => {
      const { exitCode, stderr } = await failed(await bundle());
      expect(exitCode).toBe(4);
      expect(stderr).toContain(
        `error: the package @eks-crac/runtime-linux-${HOST}, which has the runtime layer for images of linux/${HOST}, is not installed\n` +
          `  → npm install @eks-crac/runtime-linux-${HOST}@${manifest.version}\n`,
      );
    });

    test('fails without credentials for ECR', async () => {
      const folder = await bundle();
      runtimePackageIn(folder, HOST);
      const { exitCode, stderr } = await failed(folder);
      expect(exitCode).toBe(11);
      expect(stderr).toContain(
        'error: ECR gave no login for 111122223333.dkr.ecr.eu-west-1.amazonaws.com: Could not load credentials from any providers\n' +
          '  → check the AWS credentials, and that their role allows ecr:GetAuthorizationToken\n',
      );
    });
  });
});
