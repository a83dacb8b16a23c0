import { noteRead } from '../../../../../stage/engines/criu/criu-failures';

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
    expect(failure?.message).toContain(`as the capture sets them, and ended: ${line}`);
    expect(failure?.message).toContain(output);
    expect(failure?.remedy).toContain('`java -version 2>&1 | grep -v ^NOTE:`');
  });

  test('is no other service that ends, though each has the note among its lines', () => {
    expect(
      noteRead(`its last lines:\n${NOTE}\nException in thread "main" java.lang.IllegalStateException`),
    ).toBeUndefined();
  });
});
