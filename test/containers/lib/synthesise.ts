import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packagePath } from '../../../kit/package-path';
import { ProcessRunner } from '../../../kit/process';
import { bundleLambdas } from '../../../scripts/bundle-lambda';
import { bundleStage } from '../../../scripts/bundle-stage';
import { SPRINGDEMO } from '../../support/cdk/reference-scene';

const LIMIT_MS = 120_000;

/** Synthesises the reference app with a release as the README does, into a folder. */
export async function synthesise(folder: string, context: readonly string[] = []): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const release = join(folder, 'release.json');
  writeFileSync(release, JSON.stringify(SPRINGDEMO));
  await bundleStage(packagePath('dist/stage-bundle'));
  await bundleLambdas(packagePath('dist/lambda-bundle'));
  // No credentials, no region, and no instance metadata service.
  const env = { AWS_EC2_METADATA_DISABLED: 'true', AWS_REGION: undefined, AWS_PROFILE: undefined, HOME: folder };
  const values = [`release=${release}`, ...context].flatMap((value) => ['-c', value]);
  const argv = ['npx', 'cdk', 'synth', '--quiet', '--output', folder, ...values];
  await new ProcessRunner().run(argv, { cwd: packagePath('.'), env, timeoutMs: LIMIT_MS });
}

export function templatesIn(folder: string): readonly string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.template.json'));
  return files.map((file) => join(folder, file));
}
