import { of } from '../known-message';

const TOOL_OPTIONS = 'https://docs.oracle.com/en/java/javase/21/docs/specs/man/java.html';
const OUT_OF_MEMORY = 'https://docs.oracle.com/en/java/javase/21/troubleshoot/troubleshooting-memory-leaks.html';

/** What any JVM says when it cannot start, or dies. */
export const JVM = of('jvm', [
  {
    id: 'jvm-no-instrument',
    pattern: /Could not find agent library instrument\b/,
    cause: 'the Java runtime of the image was made by jlink without the module java.instrument, which any agent needs',
    remedy: 'add java.instrument, java.management and jdk.management to the modules of jlink',
    source: 'https://github.com/aklivity/zilla/issues/1321',
  },
  {
    id: 'jvm-heap',
    pattern: /java\.lang\.OutOfMemoryError: Java heap space|java\.lang\.OutOfMemoryError: GC overhead/,
    cause: 'the heap of the JVM is full',
    remedy: 'raise `run.memoryMiB` in the capture spec, or the heap in the options of the image',
    source: OUT_OF_MEMORY,
  },
  {
    id: 'jvm-metaspace',
    pattern: /java\.lang\.OutOfMemoryError: (Metaspace|Compressed class space)/,
    cause: 'the JVM has no room left for classes',
    remedy: 'raise or remove the limit of the metaspace in the options of the image',
    source: OUT_OF_MEMORY,
  },
  {
    id: 'jvm-native-memory',
    pattern: /insufficient memory for the Java Runtime Environment to continue/,
    cause: 'the JVM got no memory from the kernel: the container has less than heap and the rest need',
    remedy: 'raise `run.memoryMiB` in the capture spec, or lower the heap in the options of the image',
    source: OUT_OF_MEMORY,
  },
  {
    id: 'jvm-threads',
    pattern: /unable to create native thread/,
    cause: 'the JVM could not start a thread: the container has a limit of processes, or no memory for a stack',
    remedy: 'raise the limit of processes of the container runtime or kubelet (`podPidsLimit`), or use fewer threads',
    source: OUT_OF_MEMORY,
  },
  {
    id: 'jvm-aot-cache',
    pattern: /Unable to use AOT cache/,
    cause: 'the image demands an AOT cache, and the options of the capture do not match those of its training',
    remedy: 'let it start without: set the mode of the AOT cache to `auto` in the options of the image',
    source: 'https://openjdk.org/jeps/483',
  },
  {
    id: 'jvm-class-version',
    pattern: /java\.lang\.UnsupportedClassVersionError/,
    cause: 'the service was compiled for a newer Java than the image has',
    remedy: 'base the image on that Java, or compile for the one of the image (`--release`)',
    source: 'https://docs.oracle.com/javase/specs/jvms/se21/html/jvms-4.html',
  },
  {
    id: 'jvm-option',
    pattern: /Unrecognized VM option '(?!CRaC|CPUFeatures)/,
    cause: 'the JVM of the image does not know an option: it is of another version or vendor',
    remedy: 'remove the option that the line names from the image or from `run.env`',
    source: TOOL_OPTIONS,
  },
  {
    id: 'jvm-note-read',
    pattern: /Could not find or load main class NOTE:/,
    cause: 'a start script takes what `java` prints to standard error for options',
    remedy:
      'let the script take standard output alone: `$(java … 2>/dev/null)`; or leave `checkpoint.clock` at `library`',
    source: 'https://github.com/theotherp/nzbhydra2/issues/588',
  },
  {
    id: 'jvm-quote',
    pattern: /Unmatched quote in environment variable JDK_JAVA_OPTIONS/,
    cause: 'a value in the variable JDK_JAVA_OPTIONS has a quotation mark without its second one',
    remedy: 'quote values with spaces as a whole: `"-Dname=two words"`',
    source: TOOL_OPTIONS,
  },
  {
    id: 'jvm-no-jar',
    pattern: /Error: Unable to access jarfile/,
    cause: 'the jar of the entry point is not in the image, or not readable by its user',
    remedy: 'check `COPY` and `ENTRYPOINT` of the Dockerfile, and what is mounted over the folder',
    source: TOOL_OPTIONS,
  },
  {
    id: 'jvm-libc',
    pattern: /version `GLIBC_[\d.]+' not found/,
    cause: 'a program or native library needs a newer C library than the image has',
    remedy: 'build on the base image of the service, or base the service on a newer distribution',
    source: 'https://sourceware.org/glibc/wiki/FAQ',
  },
  {
    id: 'jvm-port-taken',
    pattern: /java\.net\.BindException: Address already in use/,
    cause: 'something listens on the port of the service already: a sidecar, or the service twice',
    remedy: 'give the other one another port; after a restore, let hooks close the server before they open it',
    source: 'https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/net/BindException.html',
  },
  {
    id: 'jvm-crash',
    pattern: /A fatal error has been detected by the Java Runtime Environment/,
    cause: 'the JVM crashed; the lines below name the library, and a file hs_err_pid….log has the rest',
    remedy: 'update JDK or library that the line _Problematic frame_ names',
    source: 'https://docs.oracle.com/en/java/javase/21/troubleshoot/fatal-error-log.html',
  },
]);
