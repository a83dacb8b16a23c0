import { CAPTURE_FILES, HANDED_FILES } from '../../../contract';
import { ENGINES } from '../../../engines';
import { Failure } from '../../../kit/report/failure';
import type { CaptureSession } from '../capture-session';
import { ImageFolder } from '../criu/images/image-folder';
import { readMemory } from '../criu/images/process-memory';
import { rewriteCheckpoint } from '../criu/rewrite/rewrite';
import { capturedVariables } from '../jvm/captured-variables';
import { criuLog } from '../jvm/criu-log';
import { jvmDriver } from '../jvm/jvm-driver';

/** The name that the JVM gives. */
const LOG = criuLog('criu.log');

/** OpenJ9: the JVM has the CRIU of its image write the checkpoint, and `start` has that of the layer restore it. */
export const openj9Driver = jvmDriver({
  data: ENGINES.openj9,
  name: 'OpenJ9 with CRIU',
  captureEntrypoint: 'capture-bare',
  needs: { feature: 'CRIU support', image: `${ENGINES.openj9.jdkImage}:open-21-jdk-ubi-minimal` },
  harmless: 'help',
  // Its `jcmd` says at once that a checkpoint is requested, and no more.
  endSeconds: 120,
  // It leaves open descriptors to CRIU.
  captureFiles: () => ({}),
  rewrite: rewriteCheckpoint,
  readMemory: (folder) => readMemory(new ImageFolder(folder)),
  excludedFiles: [CAPTURE_FILES.out, CAPTURE_FILES.err, LOG.name, 'stats-dump'],
  manifest: ({ pid }, environment) => ({
    service: pid,
    // A script that started the JVM leads its session.
    restore: ['--shell-job'],
    ...HANDED_FILES,
    variables: capturedVariables(environment),
  }),
  lacking: (session) => LOG.lacking(session),
  diagnose,
});

async function diagnose(session: CaptureSession, output: string): Promise<Failure | undefined> {
  if (!/CRaC or CRIU support is not enabled/.test(output)) return LOG.diagnose(session);
  return new Failure(
    'checkpoint-failed',
    'the JVM could not load CRIU: CRaC or CRIU support is not enabled',
    `base the image on one that has libcriu.so and criu beside its OpenJ9, such as ${ENGINES.openj9.jdkImage}:open-21-jdk-ubi-minimal`,
  );
}
