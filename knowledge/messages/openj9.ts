import { of } from '../known-message';
import { SOURCES } from './sources';

const { openj9 } = SOURCES;
const GUIDE = 'https://eclipse.dev/openj9/docs/criusupport/';

/** What OpenJ9 and Semeru say of checkpoints. */
export const OPENJ9 = of('openj9', [
  {
    id: 'openj9-not-enabled',
    pattern: /CRaC or CRIU support is not enabled/,
    cause: 'OpenJ9 does not find CRIU: it opens `libcriu.so`, and there is only `libcriu.so.2`',
    remedy: 'base the image on one of Semeru, which has it, or install the development package of libcriu',
    source: GUIDE,
  },
  {
    id: 'openj9-dump-refused',
    pattern: /Could not dump the JVM process\w*, err=-52/,
    cause: 'CRIU refused the dump; the reason is in its own log',
    remedy: 'set `openj9.internal.criu.logLevel=4`, and give `criu.log` of the checkpoint folder to `eks-crac doctor`',
    source: openj9(17457),
  },
  {
    id: 'openj9-criu-not-run',
    pattern: /Could not dump the JVM process\w*, err=-70|Can't exec criu swrk: Operation not permitted/,
    cause: 'OpenJ9 could not start CRIU: the container lacks a capability that the file of criu has',
    remedy: 'add CHECKPOINT_RESTORE, SYS_PTRACE and SETPCAP to the container, and allow privilege escalation',
    source: openj9(18229),
  },
  {
    id: 'openj9-unprivileged',
    pattern: /Cannot set CRIU unprivileged mode/,
    cause: 'the libcriu of the image is too old to run without root',
    remedy: 'install CRIU 3.18 or newer with its library',
    source: openj9(19060),
  },
  {
    id: 'openj9-options',
    pattern: /JVMJ9VM237E/,
    cause: 'options of CRaC and of CRIU support were given together, which exclude each other',
    remedy: 'leave `-XX:+EnableCRIUSupport` out: the option of CRaC enables it',
    source: 'https://github.com/ibmruntimes/openj9-openjdk-jdk21/pull/167',
  },
  {
    id: 'openj9-environment',
    pattern: /Env file entry cannot modifiy pre-existing environment keys/,
    cause: 'a variable of the capture cannot get another value at the restore with OpenJ9',
    remedy: 'leave the variable out at the capture, or read the value from a system property',
    source: GUIDE,
  },
  {
    id: 'openj9-restore-failed',
    pattern: /Failed to restore from checkpoint, error=/,
    cause: 'OpenJ9 could not restore: it starts CRIU without `--unprivileged`, which needs a privileged container',
    remedy: 'let `start` restore it, which calls CRIU with `--unprivileged`',
    source: openj9(18229),
  },
]);
