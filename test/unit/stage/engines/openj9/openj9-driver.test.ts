import { ENGINE_DRIVERS } from '../../../../../stage/engines';
import { failureOf } from '../../../../support/unit-failure';
import { checkpointBy, NEVER_ENDS } from '../../../../support/unit-jvm-capture';
import type { JvmTraits } from '../../../../support/unit-jvm-capture';

const FILES = {
  'criu.log': '(00.1) Dumping finished successfully\n',
  'inventory.img': 'image',
  environment: 'PATH=/bin\0JDK_JAVA_OPTIONS=-Xmx1g\0EKS_CRAC_RUN=r\0a.b=c\0',
  release: 'JAVA_VERSION="21.0.8"\n',
};
const REQUESTED = { stdout: 'JVM checkpoint requested\n' };
const driver = ENGINE_DRIVERS.openj9;

const checkpoint = ({ files, ...traits }: JvmTraits = {}) =>
  checkpointBy('openj9', { checkpoint: REQUESTED, files: { ...FILES, ...files }, ...traits });

describe('the openj9 driver', () => {
  test('returns how `start` restores the JVM, and what it hands over', async () => {
    expect(await checkpoint().taken).toEqual({
      engineName: 'OpenJ9 with CRIU, JDK',
      engineVersion: '21.0.8',
      clockSeconds: 0,
      manifest: {
        service: 7,
        restore: ['--shell-job'],
        properties: '/dev/shm/eks-crac-properties',
        additions: '/dev/shm/eks-crac-variables',
        variables: ['EKS_CRAC_RUN', 'JDK_JAVA_OPTIONS', 'PATH'],
        options: ['-Xmx1g'],
      },
      excludedFiles: ['java', 'environment', 'out', 'err', 'criu.log', 'stats-dump'],
    });
    expect(driver.captureEntrypoint).toBe('capture-bare');
  });

  test('starts the JVM of a capture with the files of the restore, and without rules for descriptors', () => {
    expect(driver.data.captureJvmOptions).toEqual([
      '-XX:CRaCCheckpointTo=/opt/eks-crac/checkpoint',
      '-Dopenj9.internal.criu.unprivilegedMode=true',
      '-Dopenj9.internal.criu.logLevel=3',
      '-Dopenj9.internal.criu.optionsFile=/dev/shm/eks-crac-properties',
      '-Dopenj9.internal.criu.envFile=/dev/shm/eks-crac-variables',
    ]);
    expect(driver.captureFiles).toBeDefined();
  });

  test('asks its jcmd, which has no VM.version, for help first', async () => {
    const { commands, taken } = checkpoint();
    await taken;
    expect(commands.map((command) => command.replace(/^.*tool /, ''))).toEqual([
      'executables',
      'limit 30 /usr/lib/jvm/zulu-25/bin/jcmd 7 help',
      'limit 120 /usr/lib/jvm/zulu-25/bin/jcmd 7 JDK.checkpoint',
    ]);
  });

  test('names what the image lacks when the JVM cannot load CRIU', async () => {
    const err = 'java.lang.UnsupportedOperationException: CRaC or CRIU support is not enabled\n';
    expect(await failureOf(checkpoint({ wait: NEVER_ENDS, files: { err, 'criu.log': undefined } }).taken)).toEqual({
      code: 'checkpoint-failed',
      message: 'the JVM could not load CRIU: CRaC or CRIU support is not enabled',
      remedy:
        'base the image on one that has libcriu.so and criu beside its OpenJ9, such as icr.io/appcafe/ibm-semeru-runtimes:open-21-jdk-ubi-minimal',
    });
  });

  test('says what CRIU wrote as soon as the service goes on, although jcmd said that all is well', async () => {
    const log = 'Error (criu/namespaces.c:1): Unable create a network namespace: Operation not permitted\n';
    const failure = await failureOf(checkpoint({ wait: NEVER_ENDS, files: { 'criu.log': log } }).taken);
    expect(failure.message).toMatch(/^the CRIU that the JVM ran failed: [^]*Unable create a network namespace/);
  });
});
