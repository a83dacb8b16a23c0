import { ENGINE_DRIVERS } from '../../../../../stage/engines';
import { captureSpec } from '../../../../support/unit-capture-spec';
import { failureOf } from '../../../../support/unit-failure';
import { checkpointBy, JAVA, NEVER_ENDS } from '../../../../support/unit-jvm-capture';
import type { JvmTraits } from '../../../../support/unit-jvm-capture';
import { exited } from '../../../../support/unit-runner';

const LOG = '(00.1) Dumping finished successfully\n';
const FILES = {
  'dump4.log': LOG,
  'inventory.img': 'image',
  environment: 'PATH=/bin\0MODE=ci\0JDK_JAVA_OPTIONS=-Xmx1g\0EKS_CRAC_RUN=r\0',
  java: `7 ${JAVA}\n`,
  release: 'IMPLEMENTOR="x"\nJAVA_VERSION="21.0.9"\n',
};
const driver = ENGINE_DRIVERS.crac;

const checkpoint = ({ files, ...traits }: JvmTraits = {}) =>
  checkpointBy('crac', { version: { stdout: '7:\nJDK 21.0.9\n' }, files: { ...FILES, ...files }, ...traits });

const itself = captureSpec({ engine: { type: 'crac' }, checkpoint: { trigger: 'service' } });

describe('the crac driver', () => {
  test('returns how the JVM restores itself, with the CRIU of the runtime layer', async () => {
    expect(await checkpoint().taken).toEqual({
      engineName: 'CRaC with CRIU, JDK',
      engineVersion: '21.0.9',
      clockSeconds: 0,
      manifest: {
        java: JAVA,
        restore: [
          '-XX:CRaCEngine=criu',
          '-XX:CRaCRestoreFrom=/opt/eks-crac/checkpoint',
          '-XX:CRaCEngineOptions=criu_location=/opt/eks-crac/bin/criu,args=--unprivileged --inherit-fd fd[6]:opt/eks-crac/checkpoint/memory.img',
          '-Djdk.crac.resource-policies=/opt/eks-crac/checkpoint/policies.yaml',
        ],
        variables: ['MODE', 'PATH'],
        options: ['-Xmx1g'],
      },
      excludedFiles: ['java', 'environment', 'dump4.log', 'stats-dump'],
    });
    expect(driver.captureEntrypoint).toBe('capture-jvm');
    expect(driver.rewrite).toBeDefined();
  });

  test('starts the JVM of a capture with its own options and, for Spring, the trigger', () => {
    expect(driver.data.captureJvmOptions).toEqual([
      '-XX:CRaCEngine=criu',
      '-XX:CRaCCheckpointTo=/opt/eks-crac/checkpoint',
      '-XX:CRaCEngineOptions=criu_location=/opt/eks-crac/bin/criu,args=--unprivileged',
      '-Djdk.crac.resource-policies=/opt/eks-crac/checkpoint/policies.yaml',
    ]);
    expect(driver.data.onRefreshJvmOptions).toEqual(['-Dspring.context.checkpoint=onRefresh']);
  });

  test('tells the JVM by jcmd after a warm-up', async () => {
    const { commands, taken } = checkpoint();
    await taken;
    const as = '--user 1000:1000 service';
    expect(commands).toEqual([
      `${as} /opt/eks-crac/tool executables`,
      `${as} /opt/eks-crac/tool limit 30 /usr/lib/jvm/zulu-25/bin/jcmd 7 VM.version`,
      `${as} /opt/eks-crac/tool limit 120 /usr/lib/jvm/zulu-25/bin/jcmd 7 JDK.checkpoint`,
    ]);
  });

  test('runs nothing in the container of a service that asks for its checkpoint itself, so a JRE is enough', async () => {
    const { commands, taken } = checkpoint({ spec: itself });
    expect(await taken).toMatchObject({ engineVersion: '21.0.9', manifest: { java: JAVA } });
    expect(commands).toEqual([]);
    expect(driver.asksItself(itself)).toBe(true);
  });

  test('fails when such a service does not ask', async () => {
    expect(await failureOf(checkpoint({ spec: itself, wait: NEVER_ENDS, files: { 'dump4.log': '' } }).taken)).toEqual({
      code: 'checkpoint-failed',
      message:
        'the service had no checkpoint taken within 120 s, although it is to ask for it itself; its last lines:\n',
      remedy:
        'check that org.crac is on its class path and Core.checkpointRestore() is reached, or give it more time with `readiness.timeoutSeconds`',
    });
  });

  test('fails when no java was seen', async () => {
    expect(await failureOf(checkpoint({ spec: itself, files: { java: undefined } }).taken)).toEqual({
      code: 'checkpoint-failed',
      message: 'no process of the capture container ran a `java`, or it could not be seen',
      remedy: 'the image must start the service with the `java` of its JDK, as the user of the image',
    });
  });

  test('says what the CRIU of the JVM wrote, which the JVM only names', async () => {
    const line = "Error (criu/sk-unix.c:1): unix: Can't dump half of stream unix connection.";
    const said = { stdout: '7:\njdk.crac.CheckpointException: Native checkpoint failed.\n' };
    const failure = await failureOf(checkpoint({ checkpoint: said, files: { 'dump4.log': `(00.1) ${line}\n` } }).taken);
    expect(failure).toMatchObject({ code: 'checkpoint-failed' });
    expect(failure.message).toMatch(/^the CRIU that the JVM ran failed: /);
  });

  test.each<[string, JvmTraits, string]>([
    ['the log', { files: { 'dump4.log': '(00.1) Dumping\n' } }, 'no success in dump4.log'],
    ['the inventory', { files: { 'inventory.img': undefined } }, 'no inventory.img'],
    ['the status', { wait: { stdout: '1\n' } }, 'container status 1 instead of 137'],
  ])('fails without evidence: %s', async (_, traits, lacking) => {
    expect((await failureOf(checkpoint(traits).taken)).message).toBe(
      `CRaC with CRIU gave no evidence of success: ${lacking}; the service's last lines:\n`,
    );
  });

  test('tells a lack of memory from a checkpoint: both end with 137', async () => {
    const traits = { files: { 'dump4.log': '', 'inventory.img': undefined }, state: { OOMKilled: true } };
    expect((await failureOf(checkpoint(traits).taken)).remedy).toBe('raise `run.memoryMiB` in the capture spec');
  });

  test('names a JDK that has CRaC', () => {
    const line = "Unrecognized VM option 'CRaCEngine=criu'";
    expect(driver.explainExit(line)?.remedy).toBe(
      'base the image on a JDK that has CRaC, such as azul/zulu-openjdk:25-jdk-crac-latest, or set `engine.type` to criu',
    );
  });

  test('fails where jcmd cannot attach', async () => {
    expect(await failureOf(checkpoint({ version: exited(1, 'no') }).taken)).toMatchObject({
      message: 'jcmd could not reach the JVM: no',
    });
  });
});
