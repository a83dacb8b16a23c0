import { noteRead, notFirstProcess } from '../../../../../stage/engines/criu/criu-failures';

const NOTE = 'NOTE: Picked up JDK_JAVA_OPTIONS: -XX:-UsePerfData -javaagent:/opt/eks-crac/agent.jar';

describe('a start script that reads what java prints', () => {
  test.each([
    [
      'the version',
      `its last lines:\nJava 17 or newer is needed, found: ${NOTE}`,
      'Java 17 or newer is needed, found: ',
    ],
    [
      'options',
      `its last lines:\n${NOTE}\nError: Could not find or load main class NOTE:\nCaused by: x`,
      'Error: Could not find or load main class NOTE:',
    ],
  ])('and takes the note for %s is told how to leave it out', (_, output, line) => {
    const failure = noteRead(output);
    expect(failure?.code).toBe('service-exited');
    expect(failure?.message).toContain(`sets them, and ended: ${line}`);
    expect(failure?.message).toContain(output);
    expect(failure?.remedy).toContain('`java -version 2>&1 | grep version`');
  });

  test('is no other service that ends, though each has the note among its lines', () => {
    expect(
      noteRead(`its last lines:\n${NOTE}\nException in thread "main" java.lang.IllegalStateException`),
    ).toBeUndefined();
  });
});

describe('an entry point that insists on process id 1', () => {
  test.each([
    's6-overlay-suexec: fatal: can only run as pid 1',
    'fatal: can only run as process 1',
    'init: must be PID 1',
    'this is not process id 1',
  ])('is told to start the service itself: %s', (line) => {
    const failure = notFirstProcess(`its last lines:\n${line}`);
    expect(failure?.code).toBe('service-exited');
    expect(failure?.message).toContain(`has, and ended: ${line}; `);
    expect(failure?.remedy).toMatch(/^give the image an ENTRYPOINT that starts the service itself/);
  });

  test.each(['process 12 ended', 'cannot run as process 17', 'started with pid 1'])('is no other: %s', (line) => {
    expect(notFirstProcess(line)).toBeUndefined();
  });
});
