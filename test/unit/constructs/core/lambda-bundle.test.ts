import { lambdaBundle } from '../../../../constructs/core/lambda-bundle';
import { packagePath } from '../../../../kit/package-path';

test('a bundled function is where the build of the package puts it, or fails with a remedy', () => {
  expect(lambdaBundle('settle')).toBe(packagePath('dist/lambda-bundle/settle'));
  expect(() => lambdaBundle('settle', '/nowhere')).toThrow(
    new Error(
      'the bundled function \'settle\' is missing, looked for: "/nowhere/settle/index.js"; run npm run build in the package eks-crac, or install the package anew',
    ),
  );
});
