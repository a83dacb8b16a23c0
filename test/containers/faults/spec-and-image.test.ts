import { IMAGES } from '../../../machine/images';
import { expectFailure } from '../../support/containers/failure';
import { Scene } from '../../support/containers/scene';

// Each test is one to three whole runs; anything that can hang in them has its own, shorter deadline.
jest.setTimeout(300_000);

describe('a capture spec or image that cannot be used', () => {
  let scene: Scene;

  beforeEach(() => (scene = new Scene()));
  afterEach(() => scene.dispose());

  test('names the file when there is no spec', async () => {
    const missing = `${scene.folder}/other.yaml`;
    expectFailure(await scene.start(['--spec', missing]).ended(), {
      code: 'spec-invalid',
      cause: `the capture spec ${missing} cannot be read (ENOENT)`,
      remedy: 'write one with `eks-crac init FOLDER`, and name it with --spec',
    });
    await scene.expectNothingLeft();
  });

  test('names path, value and remedy of every invalid field', async () => {
    scene.write(
      'eks-crac.yaml',
      'version: 1\nservice: x\nrun: { port: 99999, memory: 5 }\nreadiness: { path: health }\n',
    );
    const ending = await scene.rehearse();
    expectFailure(ending, {
      code: 'spec-invalid',
      cause: /^capture spec .*eks-crac\.yaml is not valid:\n {2}- /,
      remedy: 'docs/capture-spec.md describes every field',
    });
    expect(ending.stderr).toMatch(/`run\.port` must be at most 65535, got: 99999; write the TCP port/);
    expect(ending.stderr).toMatch(
      /`run\.memory` is not a known field \(did you mean `memoryMiB`\?\); known here: port, env, cpu, memoryMiB/,
    );
    expect(ending.stderr).toMatch(/`warmUp` is missing; write how the service is warmed up/);
    await scene.expectNothingLeft();
  });

  test('shows the last lines of a build that fails', async () => {
    scene
      .spec({ build: { context: '.' } })
      .write('Dockerfile', dockerfile('RUN echo the words of the build && exit 7'));
    expectFailure(await scene.rehearse(), {
      code: 'build-failed',
      cause:
        /^the image of fault-\w+ could not be built: \w+ build exited with code 1: [^]*the words of the build[^]*code: 7/,
      remedy: `fix ${scene.folder}/Dockerfile; \`${scene.containers.program} build\` repeats the build alone`,
    });
    await scene.expectNothingLeft();
  });

  test('leaves no tag on an image that existed before', async () => {
    const image = `fault-given:${scene.id}`;
    await scene.containers.tag(IMAGES.tools, image);
    scene.spec({ image });
    try {
      expectFailure(await scene.rehearse(), {
        code: 'service-exited',
        cause: `${scene.service} ended with status 0; it printed nothing`,
        remedy: /^run the image by hand/,
      });
    } finally {
      await scene.containers.remove('image', [image]);
    }
    await scene.expectNothingLeft();
  });
});

function dockerfile(line: string): string {
  return `ARG BASE_IMAGE\nFROM \${BASE_IMAGE}\n${line}\n`;
}
