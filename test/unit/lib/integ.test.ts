import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packagePath } from '../../../kit/package-path';
import { ProcessRunner } from '../../../kit/process';
import { scratch } from '../../support/unit-scratch';

const FOLDER = packagePath('test/integ');
const APPS = readdirSync(FOLDER).filter((name) => name.startsWith('integ.'));

interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string }>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>;
}

/** As `cdk deploy --app` runs them; no account is needed to synthesise. */
async function synthesised(app: string): Promise<readonly Template[]> {
  const folder = scratch();
  const argv = [process.execPath, '--import', 'tsx', join(FOLDER, app)];
  await new ProcessRunner().run(argv, { cwd: packagePath('.'), env: { CDK_OUTDIR: folder } });
  const files = readdirSync(folder).filter((name) => name.endsWith('.template.json'));
  return files.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Template);
}

test('there is an app for each kind of reserved host', () => expect(APPS).toHaveLength(2));

test.each(APPS)('%s asks a fleet what its hosts are, and says how to start it', async (app) => {
  const [template, ...others] = await synthesised(app);
  expect(others).toEqual([]);
  const types = Object.values(template?.Resources ?? {}).map(({ Type }) => Type);
  expect(types).toEqual(expect.arrayContaining(['AWS::CodeBuild::Fleet', 'AWS::CodeBuild::Project']));
  expect(JSON.stringify(template?.Outputs['StartCommand']?.Value)).toContain('aws codebuild start-build');
});
