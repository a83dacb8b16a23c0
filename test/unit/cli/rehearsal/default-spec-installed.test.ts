import { defaultSpec } from '../../../../cli/rehearsal/default-spec';
import { failureOf } from '../../../support/unit-failure';
import { scratch } from '../../../support/unit-scratch';

// The installed package has no samples.
jest.mock('../../../../kit/package-path', () => ({ packagePath: (path: string) => `/nonexistent/${path}` }));

const here = process.cwd();
afterEach(() => process.chdir(here));

test('the default spec of an installed package fails without a spec in the folder', async () => {
  process.chdir(scratch());
  expect(await failureOf(defaultSpec())).toEqual({
    code: 'spec-invalid',
    message: 'there is no eks-crac.yaml in this folder',
    remedy: 'write one with `eks-crac init`, or name another file with --spec',
  });
});
