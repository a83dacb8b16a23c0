import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { captureSpecSchema, releaseRecordSchema } from '../../../contract';
import { captureShape, ENGINES, plainShape, restoreShape } from '../../../engines';
import { ENGINE_DRIVERS } from '../../../stage/engines';

const ROOT = join(__dirname, '../../..');

test('the definitions say which drivers exist', () => {
  const said = Object.values(ENGINES).filter(({ hasDriver }) => hasDriver);
  expect(said.map(({ type }) => type)).toEqual(Object.keys(ENGINE_DRIVERS));
});

test.each(Object.entries(ENGINES))('%s is filed under its own name', (type, data) => {
  expect(data.type).toBe(type);
  expect(captureSpecSchema.shape.engine.safeParse({ type }).success).toBe(true);
  expect(releaseRecordSchema.shape.engine.shape.type.safeParse(type).success).toBe(true);
});

test.each(Object.entries(ENGINE_DRIVERS))('the driver of %s carries the data of the same engine', (type, engine) => {
  expect(engine.data).toBe(ENGINES[engine.data.type]);
  expect(engine.data.type).toBe(type);
});

const options = { limits: { cpu: 1, memoryMiB: 1024 }, readOnlyRoot: false, volumes: [] };
const root = { uid: 0, gid: 0 };
const app = { uid: 1000, gid: 1001 };

test('criu as root needs no escalation', () => {
  expect(restoreShape(ENGINES.criu, { ...options, user: root })).toEqual({
    ...options,
    user: root,
    capabilities: ['CHECKPOINT_RESTORE', 'SYS_PTRACE', 'SETPCAP'],
    seccomp: 'Unconfined',
    allowPrivilegeEscalation: false,
  });
});

test.each([root, app])('a capture of criu starts as root, with more than the service $uid then holds', (user) => {
  const held = restoreShape(ENGINES.criu, { ...options, user });
  expect(captureShape(ENGINES.criu, { ...options, user })).toEqual({
    ...held,
    user: root,
    capabilities: [...held.capabilities, 'SYS_ADMIN', 'SYS_TIME', 'SETUID', 'SETGID'],
  });
});

test('criu as another user gets its capabilities from the file', () => {
  expect(restoreShape(ENGINES.criu, { ...options, user: app })).toEqual({
    ...options,
    user: app,
    capabilities: ['CHECKPOINT_RESTORE', 'SYS_PTRACE', 'SETPCAP'],
    seccomp: 'Unconfined',
    allowPrivilegeEscalation: true,
  });
});

test('a restore of criu holds all that the capture held', () => {
  expect(ENGINES.criu.restore).toEqual(ENGINES.criu.capture);
});

test.each([root, app])('warp and a plain start ask for nothing, as $uid', (user) => {
  const bare = { ...options, user, capabilities: [], seccomp: 'RuntimeDefault', allowPrivilegeEscalation: false };
  expect(restoreShape(ENGINES.warp, { ...options, user })).toEqual(bare);
  expect(captureShape(ENGINES.warp, { ...options, user })).toEqual(bare);
  expect(plainShape({ ...options, user })).toEqual(bare);
});

test('limits, read-only root and volumes are the caller’s', () => {
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
 * Names of privileges and JVM flags belong to engines/. These lines may name them all the same: texts of errors, which
 * say what must be granted, and the runtime layer, which is shell and cannot read the data; a test below holds it equal.
 */
const ELSEWHERE: Readonly<Record<string, RegExp>> = {
  'stage/engines/criu/criu-driver.ts': /^return "the capture needs CHECKPOINT_RESTORE, SYS_PTRACE and SETPCAP; /,
  'machine/users-runtime.ts': /does not know the capability CHECKPOINT_RESTORE`;$/,
  'runtime/Dockerfile': /^setcap /,
  'stage/engines/warp/warp-failures.ts': /no `-XX:\+DisableAttachMechanism`, and /,
  'runtime/parts/warp.sh': /^set -- "\$m_java" /,
  'runtime/parts/checkpoint.sh': /^[A-Z_]+\) bit=\d+ ;;$/,
};
const COMMENT = /^(\/\/|\/?\*|#)/;

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|sh|Dockerfile)$|^[a-zA-Z]+$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

test('capabilities and JVM flags are named in engines/ alone', () => {
  const found = ['stage', 'cli', 'contract', 'bin', 'bench'].flatMap(sources).flatMap((file) =>
    readFileSync(join(ROOT, file), 'utf8')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => /CHECKPOINT_RESTORE|SYS_PTRACE|SETPCAP|-XX:/i.test(line) && !COMMENT.test(line))
      .filter((line) => ELSEWHERE[file]?.test(line) !== true)
      .map((line) => `${file}: ${line}`),
  );
  expect(found).toEqual([]);
});

test('the runtime layer gives its criu what the engine says, and start can check each', () => {
  const runtime = (file: string) => readFileSync(join(ROOT, 'runtime', file), 'utf8');
  const { capabilities } = ENGINES.criu.restore;
  const names = capabilities.map((name) => `cap_${name.toLowerCase()}`);
  expect(/setcap (\S+)\+/.exec(runtime('Dockerfile'))?.[1]?.split(',')).toEqual(names);
  const dropped = ENGINES.criu.captureSetUp.map((name) => `-${name.toLowerCase()}`);
  expect(/--bounding-set=(\S+)/.exec(runtime('capture'))?.[1]?.split(',')).toEqual(dropped);
  const known = Object.values(ENGINES).flatMap(({ capture, restore }) => [
    ...capture.capabilities,
    ...restore.capabilities,
  ]);
  for (const name of known)
    expect(runtime('parts/checkpoint.sh')).toMatch(new RegExp(`^ *${name}\\) bit=\\d+ ;;$`, 'm'));
});
