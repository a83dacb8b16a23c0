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
    expect(readdirSync(one)).toEqual(['freshness', 'promote', 'resolve', 'retention', 'settle']);
    for (const name of readdirSync(one)) {
      const [file, other] = [join(one, name, 'index.js'), join(two, name, 'index.js')];
      expect(readFileSync(other, 'utf8')).toBe(readFileSync(file, 'utf8'));
      expect(statSync(file).size).toBeLessThan(1_000_000);
    }
    // The SDK is the one of the runtime.
    expect(readFileSync(join(one, 'settle/index.js'), 'utf8')).toContain('require("@aws-sdk/client-eks")');
    expect(statSync(join(one, 'settle/index.js')).size).toBeLessThan(20_000);
  });

  test('have the handler that the function names', async () => {
    const { handler } = (await import(packagePath('dist/lambda-bundle/settle/index.js'))) as { handler: unknown };
    expect(typeof handler).toBe('function');
  });
});
