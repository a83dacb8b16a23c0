import { POLICIES_FILE } from '../../../contract';
import { ENGINES } from '../../../engines';
import { ImageFolder } from '../criu/images/image-folder';
import { readMemory } from '../criu/images/process-memory';
import { rewriteCheckpoint } from '../criu/rewrite/rewrite';
import { updatedVariables } from '../jvm/captured-variables';
import { criuLog } from '../jvm/criu-log';
import { jvmDriver } from '../jvm/jvm-driver';
import { descriptorPolicies } from '../jvm/policies';

/** The name that the JDK gives. */
const LOG = criuLog('dump4.log');

/** A JDK with CRaC: the JVM runs the hooks, and has CRIU write the image. */
export const cracDriver = jvmDriver({
  data: ENGINES.crac,
  name: 'CRaC with CRIU',
  captureEntrypoint: 'capture-jvm',
  needs: { feature: 'CRaC', image: `${ENGINES.crac.jdkImage}:25-jdk-crac-latest` },
  harmless: 'VM.version',
  endSeconds: 30,
  captureFiles: (spec) => ({ [POLICIES_FILE]: descriptorPolicies(spec) }),
  rewrite: rewriteCheckpoint,
  readMemory: (folder) => readMemory(new ImageFolder(folder)),
  excludedFiles: [LOG.name, 'stats-dump'],
  manifest: ({ java }, environment) => ({
    java,
    restore: [...ENGINES.crac.restoreJvmOptions],
    variables: updatedVariables(environment),
  }),
  lacking: (session) => LOG.lacking(session),
  diagnose: (session) => LOG.diagnose(session),
});
