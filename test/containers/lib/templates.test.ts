import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import cdk from '../../../cdk.json';
import { bundleLambdas } from '../../../scripts/bundle-lambda';
import { bundleStage } from '../../../scripts/bundle-stage';
import { FLEET_REGIONS } from '../../../constructs/pipeline/codebuild-limits';
import { packagePath } from '../../../kit/package-path';
import { ProcessRunner } from '../../../kit/process';
import { SPRINGDEMO } from '../../support/cdk/reference-scene';
import { pythonTools } from '../../support/python/python-tools';

const MINUTES = 60_000;

/** The commands of the README, run without any AWS credentials. */
describe('npx cdk synth', () => {
  const folder = mkdtempSync(join(tmpdir(), 'eks-crac-templates-'));
  const release = join(folder, 'release.json');

  beforeAll(async () => {
    writeFileSync(release, JSON.stringify(SPRINGDEMO));
    await bundleStage(packagePath('dist/stage-bundle'));
    await bundleLambdas(packagePath('dist/lambda-bundle'));
    await synth('one');
    await synth('two');
  }, 5 * MINUTES);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function synth(name: string): Promise<void> {
    // No credentials, no region, and no instance metadata service.
    const env = { AWS_EC2_METADATA_DISABLED: 'true', AWS_REGION: undefined, AWS_PROFILE: undefined, HOME: folder };
    const argv = ['npx', 'cdk', 'synth', '--quiet', '--output', join(folder, name), '-c', `release=${release}`];
    await new ProcessRunner().run(argv, { cwd: packagePath('.'), env, timeoutMs: 2 * MINUTES });
  }

  const templates = (name: string) =>
    readdirSync(join(folder, name))
      .filter((file) => file.endsWith('.template.json'))
      .map((file) => join(folder, name, file));

  test('makes a template of each stack, and the same ones again', () => {
    const texts = (name: string) => templates(name).map((file) => readFileSync(file, 'utf8'));
    expect(texts('one')).toHaveLength(4);
    expect(texts('two')).toEqual(texts('one'));
  });

  test(
    'makes templates in which the CloudFormation linter finds no error',
    async () => {
      const linter = join(await pythonTools(), 'cfn-lint');
      // What a region lacks, such as fleets, is an error in that region only.
      const regions = [cdk.context.region, ...Object.keys(FLEET_REGIONS)];
      const options = ['--non-zero-exit-code', 'error', '--format', 'parseable', '--regions', ...regions];
      const argv = [linter, ...options, '--template', ...templates('one')];
      await new ProcessRunner().run(argv, { timeoutMs: 5 * MINUTES });
    },
    10 * MINUTES,
  );

  test(
    'is checked by a linter that does find errors',
    async () => {
      const file = join(folder, 'wrong.template.json');
      writeFileSync(
        file,
        JSON.stringify({ Resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties: { Nme: 1 } } } }),
      );
      const linter = join(await pythonTools(), 'cfn-lint');
      const argv = [linter, '--non-zero-exit-code', 'error', '--format', 'parseable', file];
      await expect(new ProcessRunner().run(argv)).rejects.toThrow('E3002');
    },
    MINUTES,
  );
});
