import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratch } from '../../support/unit-scratch';
import { describeStart, executable, FakeLayer } from './fake-layer';
import { run } from './run-program';

describeStart('fetch', () => {
  /** A layer whose fetch tool writes down its arguments and configuration, and makes these files. */
  function withTool(script: string): FakeLayer {
    const made = new FakeLayer();
    executable(
      made.path('fetch-tool'),
      `#!/bin/sh\nhome=\${0%/fetch-tool}\necho "$@" >"$home/args"; env >"$home/tool.env"\n${script}`,
    );
    return made;
  }

  test('runs the fetch tool and reports one line', () => {
    const made = withTool('for f in "$@"; do :; done; echo "[]" >"$f/files.json"');
    const folder = scratch();
    const { status, stderr } = run(made.path('fetch'), ['s3://bucket/a/b', folder], {
      EKS_CRAC_HOME: made.home,
      AWS_REGION: 'eu-west-1',
    });
    expect(status).toBe(0);
    expect(stderr).toMatch(/^{"eks-crac":"fetch","source":"s3:\/\/bucket\/a\/b","ms":\d+}\n$/);
    expect(made.read('args')).toMatch(new RegExp(`^copy --fast-list .* :s3:bucket/a/b ${folder}\n$`));
    expect(made.read('tool.env')).toMatch(/^RCLONE_S3_REGION=eu-west-1$/m);
    expect(made.read('tool.env')).toMatch(/^RCLONE_S3_PROVIDER=AWS$/m);
  });

  test('an endpoint of another server is used with paths', () => {
    const made = withTool('exit 3');
    run(made.path('fetch'), ['s3://b/p', scratch()], {
      EKS_CRAC_HOME: made.home,
      AWS_ENDPOINT_URL: 'http://minio:9000',
    });
    for (const entry of ['PROVIDER=Other', 'ENDPOINT=http://minio:9000', 'FORCE_PATH_STYLE=true']) {
      expect(made.read('tool.env')).toContain(`RCLONE_S3_${entry}\n`);
    }
  });

  test.each<[string, string[], number, string]>([
    ['no arguments', [], 2, 'usage: fetch s3://BUCKET/PREFIX FOLDER'],
    ['another scheme', ['http://x/y', '/tmp'], 2, 'the source must be s3://BUCKET/PREFIX, got: http://x/y'],
    ['no prefix', ['s3://bucket/', '/tmp'], 2, 'the source must be s3://BUCKET/PREFIX, got: s3://bucket/'],
    ['no folder', ['s3://b/p', '/nonexistent'], 2, 'the folder /nonexistent does not exist or cannot be written'],
  ])('says what is wrong: %s', (_case, words, status, text) => {
    const made = withTool('exit 3');
    const ended = run(made.path('fetch'), words, { EKS_CRAC_HOME: made.home });
    expect(ended.status).toBe(status);
    expect(ended.stderr).toContain(`eks-crac fetch: ${text}`);
  });

  /** A folder in which an earlier try has left a manifest. */
  function folderWithManifest(): string {
    const folder = scratch();
    mkdirSync(join(folder, 'opt/eks-crac/checkpoint'), { recursive: true });
    writeFileSync(join(folder, 'opt/eks-crac/checkpoint/manifest'), '');
    return folder;
  }

  test.each<[string, string, string]>([
    ['a tool that fails', 'exit 3', 'could not be fetched; check that it exists, the network, and that the pod'],
    ['no list of files', 'exit 0', 'has no files.json: there is no stored checkpoint, or it is incomplete'],
    ['a tool that hangs', 'exec sleep 600', 'was not fetched within 1 s'],
  ])('lets the pod start cold, and says why: %s', (_case, script, text) => {
    const made = withTool(script);
    const folder = folderWithManifest();
    const ended = run(made.path('fetch'), ['s3://b/p', folder], {
      EKS_CRAC_HOME: made.home,
      EKS_CRAC_FETCH_SECONDS: '1',
    });
    expect(ended.status).toBe(0);
    expect(ended.stderr).toContain(`eks-crac fetch: s3://b/p ${text}`);
    expect(existsSync(join(folder, 'opt/eks-crac/checkpoint/manifest'))).toBe(false);
  });
});
