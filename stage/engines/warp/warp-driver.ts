import { POLICIES_FILE } from '../../../contract';
import { ENGINES } from '../../../engines';
import { updatedVariables } from '../jvm/captured-variables';
import { jvmDriver } from '../jvm/jvm-driver';
import { descriptorPolicies } from '../jvm/policies';

const IMAGE = 'core.img';
const SUCCESS = /^warp: Checkpoint successful!\s*$/m;

/** Azul's Warp: the JVM writes its image itself, and says so. */
export const warpDriver = jvmDriver({
  data: ENGINES.warp,
  name: 'Warp',
  captureEntrypoint: 'capture-jvm',
  needs: { feature: 'Warp', image: `${ENGINES.warp.jdkImage}:25-jdk-crac-latest` },
  harmless: 'VM.version',
  endSeconds: 30,
  captureFiles: (spec) => ({ [POLICIES_FILE]: descriptorPolicies(spec) }),
  rewrite: undefined,
  readMemory: undefined,
  excludedFiles: [],
  manifest: ({ java }, environment) => ({
    java,
    restore: [...ENGINES.warp.restoreJvmOptions],
    variables: updatedVariables(environment),
  }),
  lacking: async (session, output) => [
    ...(SUCCESS.test(output) ? [] : ['no line `warp: Checkpoint successful!`']),
    ...((await session.bytes(IMAGE)) > 0 ? [] : ['no core.img']),
  ],
  diagnose: () => Promise.resolve(undefined),
});
