import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FLEET_REGIONS } from '../../../constructs/pipeline/codebuild-limits';
import { ProcessRunner } from '../../../kit/process';
import { pythonTools } from '../../support/python/python-tools';
import { synthesise, templatesIn } from './synthesise';

const MINUTES = 60_000;

/** What a template says may depend on its region, as what a region has does. */
describe.each(Object.keys(FLEET_REGIONS))('the reference app in %s', (region) => {
  const folder = mkdtempSync(join(tmpdir(), 'eks-crac-region-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test(
    'has no error for the CloudFormation linter',
    async () => {
      await synthesise(folder, [`region=${region}`]);
      const linter = join(await pythonTools(), 'cfn-lint');
      const options = ['--non-zero-exit-code', 'error', '--format', 'parseable', '--regions', region];
      const argv = [linter, ...options, '--template', ...templatesIn(folder)];
      await new ProcessRunner().run(argv, { timeoutMs: 5 * MINUTES });
    },
    10 * MINUTES,
  );
});
