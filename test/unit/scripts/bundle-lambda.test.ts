import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bundleLambdas } from '../../../scripts/bundle-lambda';
import { packagePath } from '../../../kit/package-path';
import { scratch } from '../../support/unit-scratch';

describe('the bundles of functions', () => {
  test('have the same bytes for the same sources, one folder for each', async () => {
    const [one, two] = [join(scratch(), 'one'), join(scratch(), 'elsewhere/two')];
    await bundleLambdas(one);
    await bundleLambdas(two);
    expect(readdirSync(one)).toEqual(['settle']);
    const text = readFileSync(join(one, 'settle/index.js'), 'utf8');
    expect(readFileSync(join(two, 'settle/index.js'), 'utf8')).toBe(text);
    expect(text).toContain('require("@aws-sdk/client-eks")');
    // The SDK is the one of the runtime.
    expect(statSync(join(one, 'settle/index.js')).size).toBeLessThan(20_000);
  });

  test('have the handler that the function names', async () => {
    const { handler } = (await import(packagePath('dist/lambda-bundle/settle/index.js'))) as { handler: unknown };
    expect(typeof handler).toBe('function');
  });
});
