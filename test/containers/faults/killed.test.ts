import { killIn } from '../../support/containers/killed';
import { processesOf } from '../../support/containers/leftovers';
import { Scene } from '../../support/containers/scene';
import { waitUntil } from '../../../kit/wait';

// Each test is one to three whole runs; anything that can hang in them has its own, shorter deadline.
jest.setTimeout(300_000);

test.each(['push', 'record'] as const)('the next run cleans up after kill -9 in step %s', (step) => killIn(step));

test('nothing is left of a build that kill -9 cut off', async () => {
  const scene = new Scene();
  try {
    // Much longer than the next run takes; the build would then leave an image that is never removed.
    const lines = ['ARG BASE_IMAGE', 'FROM ${BASE_IMAGE}', `RUN sleep 60 && echo ${scene.id}`, ''];
    scene.write('Dockerfile', lines.join('\n')).spec({ build: { context: '.' } });
    const program = scene.start();
    await waitUntil({ timeoutMs: 30_000, intervalMs: 100 }, () => {
      const builds = processesOf(scene.id).filter((command) => / build .*:service /.test(command));
      return Promise.resolve(builds.length > 0 ? { found: builds } : { seen: 'no build' });
    });
    program.signal('SIGKILL');
    await program.ended();

    const next = await scene.spec({}).rehearse();
    expect({ exitCode: next.exitCode, stderr: next.stderr }).toEqual({
      exitCode: 0,
      // The builder's client ends by itself or is ended by the next run, whichever comes first.
      stderr: expect.stringMatching(/^cleaned up after run \S+, which had ended without doing so: /m) as string,
    });
    await scene.expectNothingLeft(['v1']);
  } finally {
    await scene.dispose();
  }
});
