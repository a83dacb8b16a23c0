import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import manifest from '../../../package.json';
import amd64 from '../../../packages/runtime-linux-amd64/package.json';
import arm64 from '../../../packages/runtime-linux-arm64/package.json';
import { packagePath } from '../../../kit/package-path';

interface Step {
  readonly uses?: string;
  readonly run?: string;
}

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly needs?: string;
  readonly if?: string;
  readonly steps: readonly Step[];
}

const text = readFileSync(packagePath('.github/workflows/release.yml'), 'utf8');
const { jobs, permissions } = parse(text) as {
  readonly permissions: object;
  readonly jobs: { readonly check: Job; readonly publish: Job };
};
const commands = ({ steps }: Job) => steps.flatMap(({ run }) => run ?? []);

describe('the release workflow', () => {
  test('publishes what has passed the tests and the package linter, from a tag', () => {
    expect(commands(jobs.check)).toEqual(expect.arrayContaining(['npm ci', 'npm test', 'npm run check:package']));
    expect(jobs.publish).toMatchObject({ needs: 'check', if: "startsWith(github.ref, 'refs/tags/v')" });
    expect(manifest.scripts['check:package']).toContain('npm publish --dry-run');
  });

  test('publishes with provenance, the layers before the package that names them', () => {
    expect(commands(jobs.publish).filter((command) => command.startsWith('npm publish'))).toEqual([
      'npm publish --provenance --access public --workspaces',
      'npm publish --provenance --access public',
    ]);
  });

  test('may read alone, but for the job that publishes, which may be signed for', () => {
    expect(permissions).toEqual({ contents: 'read' });
    expect(jobs.check.permissions).toBeUndefined();
    expect(jobs.publish.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
  });

  test('takes the actions of others by commit', () => {
    const used = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? []));
    expect(used.length).toBeGreaterThan(0);
    for (const action of used) expect(action).toMatch(/@[0-9a-f]{40}$/);
  });

  test('runs commands that exist', () => {
    const scripts = Object.values(jobs)
      .flatMap(commands)
      .flatMap((command) => /^npm run ([\w:-]+)/.exec(command)?.[1] ?? []);
    expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(scripts));
  });
});

test('all packages have one version, which the main one names', () => {
  for (const { name, version } of [amd64, arm64]) {
    expect(version).toBe(manifest.version);
    expect(manifest.optionalDependencies).toHaveProperty([name], version);
  }
});
