import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { IMAGES } from '../../../machine/images';
import { expectFailure } from '../../support/containers/failure';
import { Scene } from '../../support/containers/scene';
import { zip } from '../../support/unit-planted';

jest.setTimeout(300_000);

const TOKEN = 'kv7-Qp2xLL09.mZ4/wR8s';

/** Keeps the token in the heap of a shell, in a file and in a jar, and answers. */
const SERVICE = [
  `FROM ${IMAGES.tools} AS tools`,
  'FROM scratch',
  'COPY --from=tools /bin/busybox /bin/busybox',
  'COPY --from=tools /bin/busybox /bin/sh',
  'COPY health /srv/health',
  'COPY token app.jar /given/',
  'ENTRYPOINT ["/bin/sh", "-c", "T=$(/bin/busybox cat /given/token); /bin/busybox mkdir -p /tmp; /bin/busybox cp /given/token /tmp/notes; /bin/busybox cp /given/app.jar /tmp/app.jar; /bin/busybox httpd -f -p 8080 -h /srv; echo $T"]',
  '',
].join('\n');

describe('a secret of the machine', () => {
  let scene: Scene;

  beforeEach(() => (scene = new Scene()));
  afterEach(() => scene.dispose());

  const lines = (name: string) => {
    const file = join(scene.folder, name);
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  };

  test('is found in memory, in a file and in a jar; no process shows it, and nobody else may read the files', async () => {
    scene
      .withEnv({ DEPLOY_TOKEN: TOKEN })
      .smallService({ run: { port: 8080, memoryMiB: 512, env: { SETTING: TOKEN } } })
      .write('Dockerfile', SERVICE)
      .write('token', TOKEN)
      .shim(
        [
          `{ printf '%s\\n' "$*"; cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' '; echo; } >> '${scene.folder}/ps' || true`,
          // The archive of the runtime layer is a link to the package that everybody has.
          `find '${scene.state.path}' -perm /077 ! -path '*/layer/layer.tar' >> '${scene.folder}/open' 2>/dev/null || true`,
          `find '${scene.state.path}' -name memory.img >> '${scene.folder}/seen' 2>/dev/null || true`,
        ].join('\n'),
      );
    writeFileSync(join(scene.folder, 'app.jar'), zip('a.properties', Buffer.from(`token=${TOKEN}\n`)));
    const ending = await scene.rehearse();
    expectFailure(ending, {
      code: 'secret-found',
      cause:
        /^the checkpoint contains what must not be in it, shown by name and kind alone: DEPLOY_TOKEN in .*the memory of process \d+, its environment.*/,
      remedy: /^find what hands the variable on to the service/,
    });
    expect(ending.stderr).toMatch(/DEPLOY_TOKEN in .*, \/tmp\/notes/);
    expect(ending.stderr).toMatch(/DEPLOY_TOKEN in .*, \/tmp\/app\.jar!\/a\.properties/);
    expect(ending.stderr).toMatch(
      /the memory of process \d+, (the memory of its C library|its heap, a stack or a buffer)/,
    );
    expect(ending.stderr).not.toContain(TOKEN);
    expect(lines('ps').some((line) => line.includes('--env SETTING '))).toBe(true);
    expect(lines('ps').filter((line) => line.includes(TOKEN))).toEqual([]);
    expect(lines('seen').length).toBeGreaterThan(1);
    expect([...new Set(lines('open'))].filter((line) => line !== '')).toEqual([]);
    await scene.expectNothingLeft();
  });

  test('may be there where the spec allows it, and the record says so', async () => {
    const reason = 'of a companion without data';
    scene.smallService({
      run: { port: 8080, memoryMiB: 512, env: { DEMO_TOKEN: TOKEN } },
      checkpoint: { allowSecrets: [{ name: 'DEMO_TOKEN', reason }] },
    });
    const ending = await scene.rehearse();
    expect(ending.exitCode).toBe(0);
    const record = (await scene.repository.artifact('v1-record'))?.document;
    expect(record).toMatchObject({
      secrets: {
        waived: [{ name: 'DEMO_TOKEN', reason }],
        throwAway: [{ name: 'AWS credentials that no account knows' }],
      },
    });
  });
});
