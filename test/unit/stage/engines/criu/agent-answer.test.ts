import { silent } from '../../../../../stage/engines/criu/agent-answer';

describe('the failure of a checkpoint request', () => {
  test('reports an agent that does not respond', () => {
    expect(silent('warm-up', 120_000)).toMatchObject({
      code: 'checkpoint-failed',
      message: 'the agent did not respond within 120 s',
      remedy: 'check what the JVM is doing, for example with `jcmd PID Thread.print`; if it is idle, please report it',
    });
  });

  test.each(['service', 'on-refresh'] as const)(
    'reports a service that does not request its checkpoint: %s',
    (trigger) => {
      expect(silent(trigger, 30_000)).toMatchObject({
        code: 'checkpoint-failed',
        message: `the service did not request a checkpoint within 30 s, although \`checkpoint.trigger\` is ${trigger}`,
        remedy:
          'check that org.crac is on its class path and Core.checkpointRestore() is reached, in OSGi that the framework has the property org.osgi.framework.bootdelegation=io.github.ekscrac.crac,jdk.crac.management, or give it more time with `readiness.timeoutSeconds`',
      });
    },
  );
});
