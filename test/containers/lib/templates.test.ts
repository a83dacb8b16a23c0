import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import cdk from '../../../cdk.json';
import { FLEET_REGIONS } from '../../../constructs/pipeline/codebuild-limits';
import { ProcessRunner } from '../../../kit/process';
import { pythonTools } from '../../support/python/python-tools';
import { synthesise, templatesIn } from './synthesise';

const MINUTES = 60_000;

/** The commands of the README, run without any AWS credentials. */
describe('npx cdk synth', () => {
  const folder = mkdtempSync(join(tmpdir(), 'eks-crac-templates-'));

  beforeAll(async () => {
    await synthesise(join(folder, 'one'));
    await synthesise(join(folder, 'two'));
  }, 5 * MINUTES);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const templates = (name: string) => templatesIn(join(folder, name));

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
