import { Failure } from '../../../kit/report/failure';

const NO_TIME_NAMESPACE = /^eks-crac: no time namespace for the capture: (.*)$/m;

/** What the JVM prints, and ends, when its runtime image was made without the module. */
const NO_INSTRUMENT = /Could not find agent library instrument\b/;

/** The failure when the JVM runs without the library that its capture started with. */
export function notPreloaded(): Failure {
  return new Failure(
    'checkpoint-failed',
    'the library that a capture preloads is not in the JVM of the service: it would have no agent, and its timers would hang or jump after a restore',
    'a start script that sets LD_PRELOAD must keep what it has: LD_PRELOAD="$LD_PRELOAD:/usr/lib/libexample.so"; or set `checkpoint.clock: namespace` in the capture spec, which needs SYS_ADMIN, SYS_TIME, SETUID and SETGID at the capture',
  );
}

/** The failure when the capture could not begin; the service has not been started. */
export function noTimeNamespace(output: string): Failure | undefined {
  const refusal = NO_TIME_NAMESPACE.exec(output)?.[1];
  if (refusal === undefined) return undefined;
  return new Failure(
    'checkpoint-failed',
    `the capture container could not get its own clock, without which timers hang after a restore: ${refusal}`,
    'capture on Linux 5.6 or newer with time namespaces (/proc/self/ns/time is there), where the container runtime gives root SYS_ADMIN and SYS_TIME, or without `checkpoint.clock: namespace`; a restore needs neither',
  );
}

/** The failure when the JVM cannot load any agent; without the options of the capture it would start. */
export function noInstrument(output: string): Failure | undefined {
  if (!NO_INSTRUMENT.test(output)) return undefined;
  return new Failure(
    'agent-refused',
    'the Java runtime of the image lacks the module java.instrument, which the agent of the capture needs, so the JVM ended: Could not find agent library instrument',
    'add java.instrument to the modules of jlink: `jlink --add-modules java.instrument,java.management,jdk.management,…`; the other two let the agent give memory back and report the time of the restore',
  );
}

/** The JVM's note of its options alone on a line is as usual; in the middle of one, a script took it for something else. */
const NOTE_READ = /^.+NOTE: Picked up JDK_JAVA_OPTIONS|.*\bclass NOTE:.*/m;

/** The failure when a start script reads what `java` prints, and takes the note of its options for it. */
export function noteRead(output: string): Failure | undefined {
  const line = NOTE_READ.exec(output)?.[0];
  if (line === undefined) return undefined;
  return new Failure(
    'service-exited',
    `a start script reads what java prints to standard error, which begins with a note of the options in JDK_JAVA_OPTIONS, as \`checkpoint.clock: namespace\` sets them, and ended: ${line}; ${output}`,
    'leave `checkpoint.clock` at `library`, which sets none; or let the script pick the line that it wants, as it must wherever the variable is set: `java -version 2>&1 | grep version`, or take standard output alone: `$(java … 2>/dev/null)`',
  );
}

/** What supervisors print that insist on being the first process of their container. */
const FIRST_PROCESS = /^.*\b(?:run|runs|be|as|not)\b.*\b(?:pid|process(?: id)?) ?1\b.*/im;

/** The failure when an entry point insists on process id 1, which it has everywhere but in a capture. */
export function notFirstProcess(output: string): Failure | undefined {
  const line = FIRST_PROCESS.exec(output)?.[0];
  if (line === undefined) return undefined;
  return new Failure(
    'service-exited',
    `the entry point insists on process id 1, which the program of the capture has, and ended: ${line}; ${output}`,
    'give the image an ENTRYPOINT that starts the service itself, without a supervisor such as s6: Kubernetes restarts a container that ends',
  );
}
