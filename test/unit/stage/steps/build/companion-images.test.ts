import { provideCompanions } from '../../../../../stage/steps/build/companion-images';
import { captureSpec } from '../../../../support/unit-capture-spec';
import { contextOf } from '../../../../support/unit-context';
import type { ContextOptions } from '../../../../support/unit-context';
import { failureOf } from '../../../../support/unit-failure';
import { exited } from '../../../../support/unit-runner';

const ABSENT = exited(1, 'Error: No such image: db:1');

function provide(script: NonNullable<ContextOptions['script']>) {
  const companions = [{ name: 'stub', port: 9000, image: 'db:1', env: { AWS_PROFILE: 'tests' } }];
  return provideCompanions(contextOf({ spec: captureSpec({ companions }), script }));
}

test('the image of a companion is pulled without its variables, of which a credential helper takes some', async () => {
  const seen: string[] = [];
  const images = await provide({
    'docker image inspect …': ABSENT,
    'docker pull …': (argv, options) => {
      seen.push(...argv, ...Object.keys(options.env ?? {}));
      return {};
    },
  });
  expect(images).toEqual({ stub: 'db:1' });
  expect(seen).toEqual(['docker', 'pull', 'db:1']);
});

test('an image that is there is not pulled', async () => {
  expect(await provide({ 'docker image inspect …': {} })).toEqual({ stub: 'db:1' });
});

test('an image that cannot be pulled is said with its companion', async () => {
  const failure = await failureOf(
    provide({ 'docker image inspect …': ABSENT, 'docker pull …': exited(1, 'pull access denied for db') }),
  );
  expect(failure).toEqual({
    code: 'companion-failed',
    message:
      'the image of companion stub could not be pulled: docker pull exited with code 1: pull access denied for db',
    remedy: 'check that db:1 exists, and that this machine is logged in to its registry',
  });
});
