import { ENGINE_DRIVERS } from '../../../../../stage/engines';
import { captureSpec } from '../../../../support/unit-capture-spec';
import { commands, checkpoint, reported } from '../../../../support/unit-criu-capture';
import { failureOf } from '../../../../support/unit-failure';
import { exited } from '../../../../support/unit-runner';

describe('the criu driver', () => {
  test('returns what is known about a checkpointed service', async () => {
    const taken = await checkpoint({});
    expect(taken).toMatchObject({
      engineVersion: '4.2',
      clockSeconds: 12.34,
      engineName: 'CRIU',
      manifest: { service: 301, options: [] },
    });
    expect(taken.excludedFiles).toEqual(expect.arrayContaining(['pids', 'dump.log']));
  });

  const NAMESPACE = captureSpec({ checkpoint: { clock: 'namespace' } });
  const ready = (fields: object) => `${JSON.stringify({ state: 'ready', failures: [], warnings: [], ...fields })}\n`;

  test('asks nothing of a node when the library keeps the clock, and dumps as the service’s user', async () => {
    const taken = await checkpoint({ ready: ready({ clock: 'library' }) });
    expect(taken).not.toHaveProperty('clockSeconds');
    expect(commands.filter((line) => line.includes('--user 0:0') || line.includes(' observe '))).toEqual([]);
    expect(commands.find((line) => line.includes(' dump '))).toMatch(
      /^--user 1000:1000 service \/opt\/eks-crac\/bin\/criu dump --tree 301 /,
    );
  });

  test('does without the library in a time namespace', async () => {
    const taken = await checkpoint({ ready: ready({ clock: 'machine' }), spec: NAMESPACE });
    expect(taken).toMatchObject({ clockSeconds: 12.34 });
    expect(commands).toContain('--user 0:0 service /opt/eks-crac/tool observe 301');
  });

  test.each([{ clock: 'machine' }, {}])('fails when the JVM has lost the library: %j', async (fields) => {
    expect(await failureOf(checkpoint({ ready: ready(fields) }))).toEqual({
      code: 'checkpoint-failed',
      message:
        'the library that a capture preloads is not in the JVM of the service: it would have no agent, and its timers would hang or jump after a restore',
      remedy:
        'a start script that sets LD_PRELOAD must keep what it has: LD_PRELOAD="$LD_PRELOAD:/usr/lib/libexample.so"; or set `checkpoint.clock: namespace` in the capture spec, which needs SYS_ADMIN, SYS_TIME, SETUID and SETGID at the capture',
    });
    expect(commands.some((line) => line.includes('/abort'))).toBe(true);
    expect(commands.some((line) => line.includes(' dump '))).toBe(false);
  });

  test('fails when a script has taken the library, and with it the agent, from the JVM', async () => {
    const executables = '/proc/300/exe /bin/sh\n/proc/301/exe /opt/jdk/bin/java\n';
    expect((await failureOf(checkpoint({ executables }))).message).toMatch(
      /^the library that a capture preloads is not/,
    );
    expect(await checkpoint({ executables, spec: NAMESPACE })).toMatchObject({ clockSeconds: 12.34 });
  });

  test('fails before the dump when files are in shared memory, and names them', async () => {
    expect(await failureOf(checkpoint({ ready: ready({ clock: 'library' }), shared: 'two\none\n' }))).toEqual({
      code: 'checkpoint-failed',
      message:
        'the service has files in shared memory, which a restored copy would not have: /dev/shm/one, /dev/shm/two',
      remedy:
        'let the service keep them in another folder, such as /tmp, or remove them in `beforeCheckpoint` of an org.crac hook and make them in `afterRestore`',
    });
    expect(commands.some((line) => line.includes('/abort'))).toBe(true);
    expect(commands.some((line) => line.includes(' dump '))).toBe(false);
    const seven = Array.from({ length: 7 }, (_, index) => `${index}\n`).join('');
    expect((await failureOf(checkpoint({ shared: seven }))).message).toMatch(/\/dev\/shm\/4 and 2 more$/);
  });

  test('warns that nothing keeps the clock of a service without the agent', async () => {
    expect(await checkpoint({})).toMatchObject({ clockSeconds: 12.34 });
    expect(reported()).toContainEqual({
      code: 'warning',
      text: 'without the agent nothing keeps the clock of the service: a node that has been up for less time than this machine starts it cold, and its timers jump; set `checkpoint.clock: namespace` in the capture spec',
    });
  });

  test('runs criu as the service’s user, in the service’s time namespace, without extra privileges', async () => {
    await checkpoint({ spec: NAMESPACE });
    const dump = commands.find((line) => line.includes(' dump '));
    expect(dump).toMatch(
      /^--user 0:0 service \/opt\/eks-crac\/tool as 1000:1000 301 \/opt\/eks-crac\/bin\/criu dump --tree 301 /,
    );
    for (const option of [
      '--images-dir /opt/eks-crac/checkpoint',
      '--unprivileged',
      '--no-default-config',
      '--tcp-close',
    ])
      expect(dump).toContain(` ${option} `);
  });

  test('notes the options that the JVM got from variables', async () => {
    const environment = 'JAVA_TOOL_OPTIONS=-Xmx1g\0HOME=/\0_JAVA_OPTIONS=\0JDK_JAVA_OPTIONS=-Da=b  -Xint\n-Dc="d e"\0';
    expect((await checkpoint({ environment })).manifest.options).toEqual(['-Da=b', '-Xint', '-Dc="d', 'e"', '-Xmx1g']);
  });

  test('lets criu search the whole container for watched folders', async () => {
    await checkpoint({ folders: '/app\n/my data\n' });
    const dump = commands.find((line) => line.includes(' dump '));
    expect(dump).toMatch(/ --irmap-scan-path \/app --irmap-scan-path \/my data$/);
  });

  test('explains a JVM of jlink without the module of agents', () => {
    const told = ENGINE_DRIVERS.criu.explainExit(
      'its last lines:\nError occurred during initialization of VM\nCould not find agent library instrument on the library path, with error: libinstrument.so: cannot open\nModule java.instrument may be missing from runtime image.\n',
    );
    expect(told).toMatchObject({
      code: 'agent-refused',
      message:
        'the Java runtime of the image lacks the module java.instrument, which the agent of the capture needs, so the JVM ended: Could not find agent library instrument',
      remedy:
        'add java.instrument to the modules of jlink: `jlink --add-modules java.instrument,java.management,jdk.management,…`; the other two let the agent give memory back and report the time of the restore',
    });
  });

  test('explains a capture without its own clock', () => {
    const told = ENGINE_DRIVERS.criu.explainExit(
      'its last lines:\neks-crac: no time namespace for the capture: unshare: unshare failed: Operation not permitted\n',
    );
    expect(told).toMatchObject({
      code: 'checkpoint-failed',
      message:
        'the capture container could not get its own clock, without which timers hang after a restore: unshare: unshare failed: Operation not permitted',
      remedy:
        'capture on Linux 5.6 or newer with time namespaces (/proc/self/ns/time is there), where the container runtime gives root SYS_ADMIN and SYS_TIME, or without `checkpoint.clock: namespace`; a restore needs neither',
    });
    expect(ENGINE_DRIVERS.criu.explainExit('a service that failed')).toBeUndefined();
  });

  const POLICY = "check the container runtime's own policy";

  test.each([
    ['seccomp', '(1) Error (x): seccomp filters', `the capture needs seccomp \`unconfined\`; ${POLICY}`],
    [
      'capabilities',
      '(1) Error (x): Operation not permitted',
      `the capture needs CHECKPOINT_RESTORE, SYS_PTRACE and SETPCAP; ${POLICY}`,
    ],
    [
      'something else',
      '(1) Error (x): Can’t dump a socket',
      'see docs/troubleshooting.md for what CRIU cannot checkpoint',
    ],
  ])('explains a failed dump: %s', async (_, error, remedy) => {
    expect(await failureOf(checkpoint({ dump: exited(1, ''), log: `(0) started\n${error}\n(2) the end\n` }))).toEqual({
      code: 'checkpoint-failed',
      message: `criu dump exited with code 1: ${error}`,
      remedy,
    });
  });

  test.each([
    [
      'a watched folder',
      "(1) Error (criu/fsnotify.c:284): fsnotify: \tCan't dump that handle",
      /^criu dump exited with code 1: the service watches a folder .*: \(1\) Error \(criu\/fsnotify\.c:284\)/,
      /^watch a folder that the service may list, or close the watch in/,
    ],
    [
      'something else than the folder that is watched and found',
      '(1) Warn  (criu/fsnotify.c:283): fsnotify: \tHandle 0x33:0x1 cannot be opened\n(2) Error (criu/proc_parse.c:502): Unknown shit 600 (anon_inode:[io_uring])',
      /^criu dump exited with code 1: the service uses io_uring, .*: \(2\) Error \(criu\/proc_parse\.c:502\)/,
      /^use epoll or NIO/,
    ],
  ])('says cause and remedy of what is known: %s', async (_, error, message, remedy) => {
    const failure = await failureOf(checkpoint({ dump: exited(1, ''), log: `(0) started\n${error}\n(3) the end\n` }));
    expect(failure.message).toMatch(message);
    expect(failure.remedy).toMatch(remedy);
  });

  test('explains a failed dump without a log', async () => {
    const { message } = await failureOf(checkpoint({ dump: exited(126, 'it did not run'), log: '' }));
    expect(message).toBe('criu dump exited with code 126: it did not run');
  });

  test('explains that criu does not start', async () => {
    const version = exited(126, 'exec /opt/eks-crac/bin/criu: Operation not permitted');
    expect(await failureOf(checkpoint({ version }))).toEqual({
      code: 'checkpoint-failed',
      message: 'criu could not be run in the container: exec /opt/eks-crac/bin/criu: Operation not permitted',
      remedy: `the capture needs CHECKPOINT_RESTORE, SYS_PTRACE and SETPCAP; ${POLICY}`,
    });
  });

  test('explains that no space is left', async () => {
    const error = '(1) Error (x): Unable to write: No space left on device';
    expect(await failureOf(checkpoint({ dump: exited(1, ''), log: error }))).toEqual({
      code: 'disk-full',
      message: `there was no space left for the checkpoint: ${error}`,
      remedy:
        'free space where the container runtime keeps its volumes; a checkpoint needs as much space as the service uses memory',
    });
  });

  test('fails when the runtime layer recorded no PID', async () => {
    expect(await failureOf(checkpoint({ pids: 'service=\n' }))).toEqual({
      code: 'checkpoint-failed',
      message: 'the service\'s process id was not recorded: "service=\\n"',
      remedy: 'this is a defect of the runtime layer; please report it',
    });
  });

  test.each([
    ['the container ended otherwise', { wait: { stdout: '0\n' } }, 'container status 0, log: (00.1) Dumping processes'],
    [
      'the log does not say so',
      { log: '(00.1) Dumping processes\n' },
      'container status 137, log: (00.1) Dumping processes',
    ],
  ])('fails without evidence: %s', async (_, traits, text) => {
    const { code, message, remedy } = await failureOf(checkpoint(traits));
    expect(code).toBe('checkpoint-failed');
    expect(message).toContain(`criu dump gave no evidence of success: ${text}`);
    expect(remedy).toBe('repeat the capture; if it persists, please report it');
  });

  test('fails without evidence when memory was too small', async () => {
    expect(await failureOf(checkpoint({ log: 'x', state: { OOMKilled: true } }))).toEqual({
      code: 'checkpoint-failed',
      message: 'criu dump gave no evidence of success: container status 137 (out of memory), log: x',
      remedy: 'raise `run.memoryMiB` in the capture spec',
    });
  });

  test('fails when the container does not end', async () => {
    const { code, message } = await failureOf(
      checkpoint({ wait: { failure: { kind: 'timed-out', timeoutMs: 30_000 } } }),
    );
    expect(code).toBe('checkpoint-failed');
    expect(message).toBe(
      'criu dump gave no evidence of success: the container still ran after 30 s, log: (00.1) Dumping processes\n(00.2) Dumping finished successfully',
    );
  });
});
