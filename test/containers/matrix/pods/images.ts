import { CLOCK_PAGE, CRIU_PROGRAM, RUNTIME_FOLDER } from '../../../../contract';
import type { Fault } from '../fault';
import { MAPPED } from './pod-bench';
import { cold, ofPod, restored } from './pod-fault';
import type { PodFault, PodOutcome } from './pod-fault';

const LIBRARY = '"$(dirname "$(readlink -f "$(command -v java)")")"/../lib/server/libjvm.so';
/** A word of the ELF header: the machine. 183 is aarch64, 62 is x86-64. */
const OTHER_MACHINE = process.arch === 'arm64' ? '\\076' : '\\267';

type Row = readonly [id: string, injects: string, PodOutcome, line: string, Partial<PodFault>?];

const FAILED = cold('restore-failed');

/** One line that root runs in an image on `vN-checkpoint`. */
const ROWS: readonly Row[] = [
  ['jvm-other', 'another build of the JVM', FAILED, `RUN printf x >> ${LIBRARY}`],
  [
    'jar-other',
    'another build of the service under the checkpoint',
    FAILED,
    'RUN touch /new && jar --update --file /app/plain.jar -C / new',
  ],
  ['captured-file-missing', 'a file that the service has mapped is missing', FAILED, `RUN rm ${MAPPED}`],
  ['captured-file-truncated', 'a file that the service has mapped is cut off', FAILED, `RUN : > ${MAPPED}`],
  ['criu-missing', 'CRIU is missing', FAILED, `RUN rm ${CRIU_PROGRAM}`],
  ['criu-not-executable', 'CRIU may not be executed', FAILED, `RUN chmod 644 ${CRIU_PROGRAM}`],
  [
    'criu-other-architecture',
    'CRIU is that of another architecture',
    FAILED,
    `RUN printf '${OTHER_MACHINE}' | dd of=${CRIU_PROGRAM} bs=1 seek=18 conv=notrunc`,
  ],
  ['criu-truncated', 'CRIU is cut off', FAILED, `RUN truncate -s 4096 ${CRIU_PROGRAM}`],
  // A registry or a builder that loses extended attributes.
  [
    'criu-without-capabilities',
    'CRIU has lost its file capabilities',
    cold('restore-failed', 'deadline'),
    `RUN cat ${CRIU_PROGRAM} > /criu && chmod 755 /criu && mv /criu ${CRIU_PROGRAM}`,
    { course: 'hangs' },
  ],
  ['clock-library-missing', 'the preloaded library is missing', FAILED, `RUN rm ${RUNTIME_FOLDER}/libpreload.so`],
  ['clock-page-missing', 'the page of the clock is missing', restored, `RUN rm ${CLOCK_PAGE}`],
  ['agent-missing', 'the archive of the agent is missing', FAILED, `RUN rm ${RUNTIME_FOLDER}/agent.jar`],
];

const ofImage: PodFault = {
  id: 'service-image',
  injects: 'the pod has the image vN instead of vN-checkpoint',
  change: (bench) => ({ image: bench.image('service') }),
};

const otherRun: PodFault = {
  id: 'swapped-checkpoint',
  injects: 'the checkpoint is that of another release',

  change: async (bench) => ({ options: (await bench.another()).checkpoint(() => undefined) }),
};

const swappedPages: PodFault = {
  id: 'swapped-manifest',
  injects: 'the manifest is that of another release',
  change: async (bench) => ({ options: await bench.checkpointWith('manifest') }),
};

export const IMAGES: readonly Fault[] = [
  ...ROWS.map(([id, injects, expected, line, more]) =>
    ofPod('images', expected, {
      ...{ id, injects, ...more },
      change: async (bench) => ({ image: await bench.derived([line]) }),
    }),
  ),
  ofPod('images', cold('no-checkpoint'), ofImage),
  ofPod('images', cold('run'), otherRun),
  ofPod('images', cold('run', 'files'), swappedPages),
];
