import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inputsLock } from '../../../scripts/runtime/inputs';
import { preloadLibrary } from '../../../scripts/runtime/parts/preload';
import { buildHost } from '../../../scripts/runtime/target';
import { workspace } from '../../../scripts/runtime/workspace';
import { describeStart } from './fake-layer';
import { run } from './run-program';

/** A machine may have no Java: the whole is tested with the JDKs of the container tests, too. */
const withJava = run('java', ['-version']).status === 0 ? test : test.skip;
const OPTIONS = '-XX:-UsePerfData  -Dpreload.test=1';
const GETPID = process.arch === 'arm64' ? 172 : 39;

/** With programs of this machine, `java` among them. */
describeStart('the library that a capture preloads', () => {
  let library: string;

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'eks-crac-preload-'));
    const space = workspace(() => undefined);
    await preloadLibrary(inputsLock(), space, buildHost(), folder);
    library = join(folder, 'libpreload.so');
  }, 60_000);

  const preloaded = (argv: readonly [string, ...string[]], env: Readonly<Record<string, string>> = {}) =>
    run(argv[0], argv.slice(1), { ...env, LD_PRELOAD: library });

  withJava(
    'gives the launcher the options of the capture, behind those in JDK_JAVA_OPTIONS and without a line of its own',
    () => {
      const env = { EKS_CRAC_JVM_OPTIONS: OPTIONS, JDK_JAVA_OPTIONS: '-Dpreload.test=0 -Dpreload.own=2' };
      const { stderr } = preloaded(['java', '-XshowSettings:properties', '-version'], env);
      expect(stderr).toContain('preload.test = 1\n');
      expect(stderr).toContain('preload.own = 2\n');
      expect(stderr.match(/NOTE: .*/g)).toEqual(['NOTE: Picked up JDK_JAVA_OPTIONS: -Dpreload.test=0 -Dpreload.own=2']);
    },
  );

  withJava('leaves the first line of `java -version` to the version', () => {
    expect(preloaded(['java', '-version'], { EKS_CRAC_JVM_OPTIONS: OPTIONS }).stderr).toMatch(/^openjdk version /);
  });

  withJava('gives nothing to the other programs of a JDK', () => {
    const { status, stderr } = preloaded(['jcmd', '-h'], { EKS_CRAC_JVM_OPTIONS: '-XX:+NoSuchOption' });
    expect({ status, stderr }).toMatchObject({
      status: 0,
      stderr: expect.not.stringContaining('NoSuchOption') as string,
    });
  });

  test('refuses io_uring as a kernel without it does, and passes other system calls on', () => {
    const program = `import ctypes, os
c = ctypes.CDLL(None, use_errno=True)
print(c.syscall(425, 1, None), os.strerror(ctypes.get_errno()), c.syscall(${GETPID}) == os.getpid())`;
    expect(preloaded(['python3', '-c', program]).stdout).toBe('-1 Function not implemented True\n');
  });
});
