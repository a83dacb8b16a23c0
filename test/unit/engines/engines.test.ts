import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { captureSpecSchema, releaseRecordSchema } from '../../../contract';
import { captureSetUp, captureShape, ENGINES, plainShape, restoreShape } from '../../../engines';
import { ENGINE_DRIVERS } from '../../../stage/engines';

const ROOT = join(__dirname, '../../..');

describe('engine data', () => {
  test.each(Object.entries(ENGINES))('is filed under its own name: %s', (type, data) => {
    expect(data.type).toBe(type);
    expect(captureSpecSchema.shape.engine.safeParse({ type }).success).toBe(true);
    expect(releaseRecordSchema.shape.engine.shape.type.safeParse(type).success).toBe(true);
  });

  test.each(Object.entries(ENGINE_DRIVERS))('is the same in the driver of %s', (type, engine) => {
    expect(engine.data).toBe(ENGINES[engine.data.type]);
    expect(engine.data.type).toBe(type);
  });

  const options = { limits: { cpu: 1, memoryMiB: 1024 }, readOnlyRoot: false, volumes: [] };
  const root = { uid: 0, gid: 0 };
  const app = { uid: 1000, gid: 1001 };

  test('needs no escalation for criu as root', () => {
    expect(restoreShape(ENGINES.criu, { ...options, user: root })).toEqual({
      ...options,
      user: root,
      capabilities: ['CHECKPOINT_RESTORE', 'SYS_PTRACE', 'SETPCAP'],
      seccomp: 'Unconfined',
      allowPrivilegeEscalation: false,
    });
  });

  test.each([root, app])('starts a capture of criu as root, with more than service user $uid then holds', (user) => {
    const held = restoreShape(ENGINES.criu, { ...options, user });
    expect(captureShape(ENGINES.criu, { ...options, user })).toEqual({
      ...held,
      user: root,
      capabilities: [...held.capabilities, 'SYS_ADMIN', 'SYS_TIME', 'SETUID', 'SETGID'],
    });
  });

  test('takes nothing for the set-up when the library keeps the clock', () => {
    const setUp = captureSetUp(ENGINES.criu, 'library');
    expect(captureShape(ENGINES.criu, { ...options, user: app }, setUp)).toEqual(
      restoreShape(ENGINES.criu, { ...options, user: app }),
    );
    expect(captureSetUp(ENGINES.criu, 'namespace')).toEqual(ENGINES.criu.captureSetUp);
  });

  test('gives criu as a non-root user its capabilities through the file', () => {
    expect(restoreShape(ENGINES.criu, { ...options, user: app })).toEqual({
      ...options,
      user: app,
      capabilities: ['CHECKPOINT_RESTORE', 'SYS_PTRACE', 'SETPCAP'],
      seccomp: 'Unconfined',
      allowPrivilegeEscalation: true,
    });
  });

  test('gives a restore of criu all capabilities of the capture', () => {
    expect(ENGINES.criu.restore).toEqual(ENGINES.criu.capture);
  });

  test.each([root, app])('asks for no privileges for warp and a plain start, as user $uid', (user) => {
    const bare = { ...options, user, capabilities: [], seccomp: 'RuntimeDefault', allowPrivilegeEscalation: false };
    expect(restoreShape(ENGINES.warp, { ...options, user })).toEqual(bare);
    expect(captureShape(ENGINES.warp, { ...options, user })).toEqual(bare);
    expect(plainShape({ ...options, user })).toEqual(bare);
  });

  test('leaves limits, read-only root and volumes to the caller', () => {
    const volumes = [{ path: '/tmp', content: 'seeded' }] as const;
    const shape = restoreShape(ENGINES.warp, {
      user: app,
      limits: { cpu: 0.5, memoryMiB: 64 },
      readOnlyRoot: true,
      volumes,
    });
    expect(shape).toMatchObject({ limits: { cpu: 0.5, memoryMiB: 64 }, readOnlyRoot: true, volumes });
  });

  /**
   * Names of privileges and JVM flags belong in engines/. These lines may name them anyway: error texts, which say what
   * to grant, their documentation, and the runtime layer, which is C and built by itself; a test below checks that it matches.
   */
  const ELSEWHERE: Readonly<Record<string, RegExp>> = {
    'stage/engines/criu/criu-driver.ts': /^return "the capture needs CHECKPOINT_RESTORE, SYS_PTRACE and SETPCAP; /,
    'machine/users-docker.ts': /does not know the capability CHECKPOINT_RESTORE`;$/,
    'stage/engines/jvm/jvm-failures.ts': /no `-XX:\+DisableAttachMechanism`, and /,
    'runtime/src/checks.c': /^\{"SETPCAP", \d+\}, /,
    'scripts/runtime/parts/criu.ts': /^const CAPABILITIES = /,
    'scripts/runtime/tar/capability.ts': /^const NUMBERS = /,
    'scripts/docs/capture-spec-details.ts': /^'cpuClass\.features': /,
  };
  const COMMENT = /^(\/\/|\/?\*|#)/;

  function sources(folder: string): string[] {
    return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ts|[ch]|Dockerfile)$/.test(entry.name))
      .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
  }

  test('is the only place that names capabilities and JVM flags', () => {
    const found = [
      'stage',
      'machine',
      'kit',
      'runtime',
      'manifests',
      'releases',
      'constructs',
      'cli',
      'contract',
      'bin',
      'bench',
      'scripts',
    ]
      .flatMap(sources)
      .flatMap((file) =>
        readFileSync(join(ROOT, file), 'utf8')
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => /CHECKPOINT_RESTORE|SYS_PTRACE|SETPCAP|-XX:/i.test(line) && !COMMENT.test(line))
          .filter((line) => ELSEWHERE[file]?.test(line) !== true)
          .map((line) => `${file}: ${line}`),
      );
    expect(found).toEqual([]);
  });

  test('matches the capabilities of criu in the runtime layer, all of which `start` can check', () => {
    const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
    const names = (text: string | undefined, form: RegExp) => [...(text ?? '').matchAll(form)].map(([, name]) => name);
    const file = /^const CAPABILITIES = \[(.*)\]/m.exec(read('scripts/runtime/parts/criu.ts'))?.[1];
    expect(names(file, /'(\w+)'/g)).toEqual(ENGINES.criu.restore.capabilities.map((name) => name.toLowerCase()));
    const dropped = /SET_UP\[\] = \{(.*)\}/.exec(read('runtime/src/privileges.c'))?.[1];
    expect(names(dropped, /CAP_(\w+)/g)).toEqual(ENGINES.criu.captureSetUp);
    const checked = /CAPABILITIES\[\] = \{([^;]*)\};/.exec(read('runtime/src/checks.c'))?.[1];
    const known = Object.values(ENGINES).flatMap(({ capture, restore }) => [
      ...capture.capabilities,
      ...restore.capabilities,
    ]);
    expect(names(checked, /\{"(\w+)", \d+\}/g)).toEqual(expect.arrayContaining(known));
  });
});
