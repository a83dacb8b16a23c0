import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { packagePath } from '../../../kit/package-path';
import { ProcessRunner } from '../../../kit/process';

const BUNDLES = packagePath('dist/lambda-bundle');
const LOAD = `
  const began = process.cpuUsage();
  const { handler } = require(process.argv[1]);
  const { system, user } = process.cpuUsage(began);
  console.log(JSON.stringify({ ms: (system + user) / 1000, handler: typeof handler }));
`;

const handlers = readdirSync(BUNDLES);

/** Loads a handler in a process that has loaded nothing; other suites take processors, so its own time is what counts. */
async function load(handler: string): Promise<{ readonly ms: number; readonly handler: string }> {
  const runner = new ProcessRunner({ ...process.env, NODE_PATH: packagePath('node_modules') });
  const { stdout } = await runner.run([process.execPath, '-e', LOAD, join(BUNDLES, handler)], { timeoutMs: 20_000 });
  return JSON.parse(stdout) as { ms: number; handler: string };
}

test('there is a bundle for each handler', () => {
  expect(handlers).toEqual(expect.arrayContaining(['freshness', 'promote', 'resolve', 'retention', 'settle']));
});

test.each(handlers)('%s is small, and starts cold in less than 400 ms', async (handler) => {
  expect(statSync(join(BUNDLES, handler, 'index.js')).size).toBeLessThan(1_000_000);
  const loads = [await load(handler), await load(handler), await load(handler)];
  expect(loads.map((one) => one.handler)).toEqual(['function', 'function', 'function']);
  expect(Math.min(...loads.map(({ ms }) => ms))).toBeLessThan(400);
});
