import { ENGINE_DRIVERS } from '../../../../../stage/engines';
import type { TakenCheckpoint } from '../../../../../stage/engines';
import { failureOf } from '../../../../support/unit-failure';
import { checkpointBy, JAVA, NEVER_ENDS } from '../../../../support/unit-jvm-capture';
import type { JvmTraits } from '../../../../support/unit-jvm-capture';
import { exited } from '../../../../support/unit-runner';

const LOGS = 'ready\nwarp: Checkpoint successful!\n';
const VERSION = '7:\nOpenJDK 64-Bit Server VM version 25.0.4.1+1-LTS\nJDK 25.0.4.1\n';
const FILES = { 'core.img': 'image', environment: 'PATH=/bin\0MODE=ci\0TEXT=two\nA=lines\0' };
const driver = ENGINE_DRIVERS.warp;

let commands: readonly string[] = [];

/** Checkpoints a capture container whose JVM behaves as given. */
function checkpoint({ files, ...traits }: JvmTraits = {}): Promise<TakenCheckpoint> {
  const capture = checkpointBy('warp', {
    version: { stdout: VERSION },
    logs: { stdout: LOGS },
    files: { ...FILES, ...files },
    ...traits,
  });
  ({ commands } = capture);
  return capture.taken;
}

describe('the warp driver', () => {
  test('returns what is known about a checkpointed service', async () => {
    expect(await checkpoint()).toEqual({
      engineName: 'Warp, JDK',
      engineVersion: '25.0.4.1',
      clockSeconds: 0,
      manifest: {
        java: JAVA,
        restore: [
          '-XX:CRaCEngine=warp',
          '-XX:CRaCRestoreFrom=/opt/eks-crac/checkpoint',
          '-Djdk.crac.resource-policies=/opt/eks-crac/checkpoint/policies.yaml',
        ],
        variables: ['MODE', 'PATH', 'TEXT'],
        options: [],
      },
      excludedFiles: ['java', 'environment'],
    });
  });

  test('uses the jcmd next to the running java, as the service’s user and with a time limit', async () => {
    await checkpoint();
    const as = '--user 1000:1000 service';
    expect(commands).toEqual([
      `${as} /opt/eks-crac/tool executables`,
      `${as} /opt/eks-crac/tool limit 30 /usr/lib/jvm/zulu-25/bin/jcmd 7 VM.version`,
      `${as} /opt/eks-crac/tool limit 120 /usr/lib/jvm/zulu-25/bin/jcmd 7 JDK.checkpoint`,
    ]);
    expect(driver.captureEntrypoint).toBe('capture-jvm');
  });

  test('leaves out names of options, of eks-crac’s own variables, and invalid ones', async () => {
    const environment = 'JDK_JAVA_OPTIONS=a\0JAVA_TOOL_OPTIONS=b\0_JAVA_OPTIONS=c\0EKS_CRAC_RUN=d\0spring.x=e\0B=\0';
    expect((await checkpoint({ files: { environment } })).manifest).toMatchObject({
      variables: ['B'],
      options: ['a', 'b', 'c'],
    });
  });

  test('accepts a JDK that reports no version', async () => {
    expect((await checkpoint({ version: { stdout: '7:\n' } })).engineVersion).toBe('unknown');
  });

  const ONE_JVM = 'the image must run the service, and nothing else, with the `java` of its JDK';

  test.each([
    ['none', '/proc/1/exe /usr/bin/dash\n', 'no JVM runs in the capture container'],
    [
      'two',
      `/proc/7/exe ${JAVA}\n/proc/9/exe /opt/java\n`,
      `2 JVMs run in the capture container: 7 ${JAVA}, 9 /opt/java`,
    ],
  ])('fails when %s of the processes is a JVM', async (_, processes, message) => {
    expect(await failureOf(checkpoint({ processes }))).toEqual({ code: 'checkpoint-failed', message, remedy: ONE_JVM });
  });

  test('explains that a JRE has no jcmd', async () => {
    const version = exited(127, '/usr/lib/jvm/zulu-25/bin/jcmd: No such file or directory');
    expect(await failureOf(checkpoint({ version }))).toEqual({
      code: 'checkpoint-failed',
      message: `there is no jcmd next to ${JAVA}, which is needed to trigger the checkpoint`,
      remedy: 'base the image on the JDK, not the JRE: both capture and restore need the very same files',
    });
  });

  test('explains a JVM that cannot be attached to', async () => {
    const version = exited(1, 'com.sun.tools.attach.AttachNotSupportedException: Unable to open socket file\n');
    expect(await failureOf(checkpoint({ version }))).toEqual({
      code: 'checkpoint-failed',
      message:
        'jcmd could not reach the JVM: com.sun.tools.attach.AttachNotSupportedException: Unable to open socket file',
      remedy: 'allow attaching to the JVM: no `-XX:+DisableAttachMechanism`, and a /tmp that the service can write to',
    });
  });

  const SOCKET = 'jdk.internal.crac.mirror.impl.CheckpointOpenSocketException: Socket[addr=db/10.0.0.1,port=5432]';
  const FILE = 'jdk.internal.crac.mirror.impl.CheckpointOpenFileException: FD fd=10 type=regular path=/var/log/app.log';
  const POLICY = 'set a policy for it with `jdk.crac.resource-policies`';
  const refusals: readonly (readonly [string, string, string])[] = [
    [
      'an open socket',
      SOCKET,
      `close the connection in \`beforeCheckpoint\` of an \`org.crac\` resource, let the warm-up use no keep-alive, or ${POLICY}`,
    ],
    ['an open file', FILE, `close it in \`beforeCheckpoint\` of an \`org.crac\` resource, or ${POLICY}`],
    [
      'a hook',
      'org.crac.CheckpointException: a hook',
      'fix the hook that failed; docs/troubleshooting.md says what a JVM with CRaC cannot checkpoint',
    ],
  ];

  test.each(refusals)('explains that the JVM refuses because of %s, reported to jcmd', async (_, line, remedy) => {
    const stdout = `7:\nAn exception during a checkpoint operation:\n\tSuppressed: ${line}\n\t\tat x.Y\n`;
    expect(await failureOf(checkpoint({ checkpoint: { stdout }, wait: exited(99, 'not asked') }))).toEqual({
      code: 'checkpoint-failed',
      message: `the JVM refused the checkpoint: Suppressed: ${line}`,
      remedy,
    });
  });

  test.each(refusals)(
    'explains that the JVM refuses because of %s, although jcmd reports success',
    async (_, line, remedy) => {
      const trigger = { stdout: '7:\nCommand executed successfully\n' };
      expect(
        await failureOf(checkpoint({ checkpoint: trigger, wait: NEVER_ENDS, logs: { stderr: `ready\n${line}\n` } })),
      ).toEqual({
        code: 'checkpoint-failed',
        message: `the JVM refused the checkpoint: ${line}`,
        remedy,
      });
    },
  );

  test('ignores earlier exceptions in the log when the checkpoint exists', async () => {
    const taken = await checkpoint({ logs: { stdout: `a.CheckpointException: once\n${LOGS}` } });
    expect(taken).toEqual(await checkpoint());
  });

  test('fails when the JVM continues without a message', async () => {
    const trigger = { stdout: '7:\nCommand executed successfully\n' };
    expect(await failureOf(checkpoint({ checkpoint: trigger, wait: NEVER_ENDS, logs: { stdout: 'ready\n' } }))).toEqual(
      {
        code: 'checkpoint-failed',
        message:
          "the JVM still ran 30 s after the checkpoint was requested; jcmd said: 7:\nCommand executed successfully; the service's last lines:\nready",
        remedy: 'look for a hook that waits, or for what the JVM reports about the checkpoint',
      },
    );
  });

  const CRAC_JDK =
    'base the image on a JDK that has Warp, such as azul/zulu-openjdk:25-jdk-crac-latest, or set `engine.type` to criu';

  test('explains a JDK without CRaC that ignores the options', async () => {
    const trigger = exited(1, 'java.lang.IllegalArgumentException: Unknown diagnostic command\n');
    expect(await failureOf(checkpoint({ checkpoint: trigger }))).toEqual({
      code: 'checkpoint-failed',
      message: 'the JDK of the image has no CRaC: it knows no JDK.checkpoint',
      remedy: CRAC_JDK,
    });
  });

  test.each(["CRaCEngine=warp'", "CPUFeatures=generic'"])('explains a JDK that does not know %s', (option) => {
    const line = `Unrecognized VM option '${option}`;
    const told = driver.explainExit(`its last lines:\nNOTE: Picked up\n${line}\nError: Could not create the JVM`);
    expect(told).toMatchObject({
      code: 'checkpoint-failed',
      message: `the JDK of the image has no CRaC: ${line}`,
      remedy: CRAC_JDK,
    });
    expect(driver.explainExit("Unrecognized VM option 'UseTheForce'")).toBeUndefined();
  });

  test('explains that no space is left', async () => {
    const line = 'warp: error: write core.img: No space left on device';
    expect(
      await failureOf(
        checkpoint({ wait: { stdout: '1\n' }, logs: { stderr: `${line}\n` }, files: { 'core.img': undefined } }),
      ),
    ).toEqual({
      code: 'disk-full',
      message: `there was no space left for the checkpoint: ${line}`,
      remedy:
        'free space where the container runtime keeps its volumes; a checkpoint needs as much space as the service uses memory',
    });
  });

  test('explains that the memory was too small', async () => {
    const traits = { logs: { stdout: 'ready\n' }, files: { 'core.img': undefined }, state: { OOMKilled: true } };
    expect(await failureOf(checkpoint(traits))).toEqual({
      code: 'checkpoint-failed',
      message: 'the capture container ran out of memory while the JVM took its checkpoint',
      remedy: 'raise `run.memoryMiB` in the capture spec',
    });
  });

  test.each<[string, JvmTraits, string]>([
    [
      'the status alone',
      { logs: { stdout: 'a\n' }, files: { 'core.img': undefined } },
      'no line `warp: Checkpoint successful!`, no core.img',
    ],
    ['no status', { wait: { stdout: '0\n' } }, 'container status 0 instead of 137'],
    ['no line', { logs: { stdout: 'a\n' } }, 'no line `warp: Checkpoint successful!`'],
    ['no file', { files: { 'core.img': undefined } }, 'no core.img'],
    ['an empty file', { files: { 'core.img': '' } }, 'no core.img'],
  ])('fails without evidence: %s', async (_, traits, lacking) => {
    const output = (traits.logs?.stdout ?? LOGS).trimEnd();
    expect(await failureOf(checkpoint(traits))).toEqual({
      code: 'checkpoint-failed',
      message: `Warp gave no evidence of success: ${lacking}; the service's last lines:\n${output}`,
      remedy: 'repeat the capture; if it persists, please report it',
    });
  });
});
