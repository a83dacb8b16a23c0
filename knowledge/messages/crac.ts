import { of } from '../known-message';
import { SOURCES } from './sources';

const { crac } = SOURCES;

/** What a JVM with CRaC says when it refuses a checkpoint, or cannot restore one. */
export const CRAC = of('crac', [
  {
    id: 'crac-socket',
    pattern: /CheckpointOpenSocketException/,
    cause: 'a connection or a listening socket was open at the checkpoint; the line names it',
    remedy:
      'close it in `beforeCheckpoint` of an org.crac hook, let the warm-up use no keep-alive, or set a policy with `jdk.crac.resource-policies`',
    source: 'https://github.com/spring-projects/spring-boot/issues/39275',
  },
  {
    id: 'crac-file',
    pattern: /CheckpointOpenFileException/,
    cause: 'a file was open at the checkpoint, often a log file; the line has its path',
    remedy:
      'log to the console, close the file in `beforeCheckpoint` of an org.crac hook, or set a policy with `jdk.crac.resource-policies`',
    source: 'https://github.com/CRaC/docs/issues/22',
  },
  {
    id: 'crac-native-descriptor',
    pattern: /CheckpointOpenResourceException/,
    cause: 'a descriptor of native code was open at the checkpoint, such as epoll of Netty; no policy helps',
    remedy: 'use the NIO transport of Netty, or close the library in `beforeCheckpoint` of an org.crac hook',
    source: 'https://github.com/CRaC/docs/issues/26',
  },
  {
    id: 'crac-selector',
    pattern: /BusySelectorException|IllegalSelectorException/,
    cause: 'a selector of NIO has channels that are still registered: a client or a server was not stopped',
    remedy: 'stop client or server in `beforeCheckpoint` of an org.crac hook; the line names the channels',
    source: 'https://github.com/spring-cloud/spring-cloud-stream/issues/3156',
  },
  {
    id: 'crac-native-dump',
    pattern: /JVM: invalid info for restore provided/,
    cause: 'the CRIU inside the JDK could not write the checkpoint: mostly it lacks privileges',
    remedy: 'look into `dump4.log` of the checkpoint folder; take engine `warp`, or `criu` with a stock JDK',
    source: 'https://docs.azul.com/crac/detailed/debugging',
  },
  {
    id: 'crac-criu-failed',
    pattern: /CRIU failed with exit code/,
    cause: 'the CRIU inside the JDK failed; the line names its log',
    remedy: 'give that log to `eks-crac doctor`, before its container is removed',
    source: crac('blob/crac/src/java.base/unix/native/criuengine/criuengine.c'),
  },
  {
    id: 'crac-suid',
    pattern: /does not have the SUID bit set and you're not/,
    cause: 'the CRIU inside the JDK lost its SUID bit when the JDK was unpacked or copied',
    remedy: 'unpack the JDK as root, or use engine `warp`, or `criu` with a stock JDK: neither needs the bit',
    source: 'https://github.com/actions/setup-java/issues/660',
  },
  {
    id: 'crac-cpu',
    pattern: /Restore failed due to incompatible or missing CPU features/,
    cause: 'the CPU of the restore lacks features that the captured JVM may use',
    remedy: 'capture with the features of the CPU class that the line names, or with `generic`',
    source: 'https://docs.azul.com/core/crac/crac-vm-options',
  },
  {
    id: 'warp-file',
    pattern: /warp: error: Cannot open/,
    cause: 'a file that the JVM had mapped at the capture is not there',
    remedy: 'restore on the image of the capture: use both digests of one record, and mount nothing over the JDK',
    source: 'https://docs.azul.com/core/crac/crac-engines',
  },
  {
    id: 'warp-build-id',
    pattern: /Cannot find build-id|warp: .*validation failed/,
    cause: 'the JDK or a library is another build than at the capture: the image was rebuilt',
    remedy: 'restore on the image of the capture: use both digests of one record',
    source: 'https://docs.azul.com/core/crac/crac-engines',
  },
  {
    id: 'warp-crash',
    pattern: /# C {2}\[libwarp\.so\+0x/,
    cause: 'Warp crashed while it wrote the checkpoint: a fault of Zulu 23.0.2 to 24.0.1',
    remedy: 'use a newer Zulu with CRaC: the updates of July 2025 have the fix',
    source: 'https://github.com/helidon-io/helidon/issues/10237',
  },
  {
    id: 'crac-not-settable',
    pattern: /VM option '[^']+' is not restore-settable/,
    cause: 'an option reached the JVM at the restore that only a capture can set: a webhook or a wrapper adds options',
    remedy: 'set no JVM options in the pod; `start` drops those of variables, but not of a file',
    source: crac('pull/207'),
  },
  {
    id: 'crac-no-crac',
    pattern: /Unrecognized VM option '(CRaC|CPUFeatures)/,
    cause: 'the JDK of the image has no CRaC',
    remedy:
      'base the image on a JDK with Warp, such as `azul/zulu-openjdk:25-jdk-crac-latest`, or set `engine.type: criu`',
    source: 'https://docs.azul.com/core/crac/crac-engines',
  },
  {
    id: 'crac-no-command',
    pattern: /Unknown diagnostic command/,
    cause: 'the JVM knows no `JDK.checkpoint`: it has no CRaC, or was started without the options of a capture',
    remedy: 'base the image on a JDK with CRaC, and let no start script drop the options; or set `engine.type: criu`',
    source: 'https://docs.azul.com/core/crac/crac-vm-options',
  },
]);
