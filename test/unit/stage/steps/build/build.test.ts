import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../../../../../stage/steps/build/build';
import { captureSpec } from '../../../../support/unit-capture-spec';
import { contextOf } from '../../../../support/unit-context';
import { imageConfig } from '../../../../support/unit-containers';
import { failureOf } from '../../../../support/unit-failure';
import { exited } from '../../../../support/unit-runner';
import type { Reply } from '../../../../support/unit-runner';

const built: { argv: readonly string[] } = { argv: [] };
const takes = (reply: Reply) => (argv: readonly string[]) => {
  built.argv = argv;
  return reply;
};

function serviceContext(reply: Reply, spec = captureSpec(), dockerfile = 'ARG BASE_IMAGE\nFROM $BASE_IMAGE\n') {
  const context = contextOf({
    spec,
    script: { 'docker build …': takes(reply), 'docker image inspect …': imageConfig() },
  });
  mkdirSync(join(context.specFolder, 'app'));
  for (const folder of ['.', 'app']) writeFileSync(join(context.specFolder, folder, 'Dockerfile'), dockerfile);
  return context;
}

describe('build', () => {
  test('uses the Dockerfile next to the spec, with the arguments that it declares', async () => {
    const context = serviceContext({ stderr: '#1 done\n' });
    const { config, serviceImage } = await build.run(context, undefined);
    expect(serviceImage).toBe(context.run.tag('service'));
    expect(config.cmd).toEqual(['java', '-jar', 'app.jar']);
    expect(built.argv).toEqual(expect.arrayContaining(['--build-arg', 'BASE_IMAGE=jdk:21']));
    expect(built.argv.at(-1)).toBe(context.specFolder);
    expect(context.reported).toEqual([{ code: 'step-progress', step: 'build', text: '#1 done' }]);
  });

  test('uses another context, without arguments that the Dockerfile does not declare', async () => {
    const spec = captureSpec({ build: { context: 'app', args: { A: '1' }, target: 'final' } });
    const context = serviceContext({}, spec, 'FROM jdk:21\n');
    await build.run(context, undefined);
    expect(built.argv).toEqual(expect.arrayContaining(['--build-arg', 'A=1', '--target', 'final']));
    expect(built.argv).not.toContain('BASE_IMAGE=jdk:21');
    expect(built.argv.at(-1)).toBe(join(context.specFolder, 'app'));
  });

  test('fails without a Dockerfile', async () => {
    const context = contextOf({ spec: captureSpec({ build: { dockerfile: 'Containerfile' } }) });
    expect(await failureOf(build.run(context, undefined))).toEqual({
      code: 'build-failed',
      message: `there is no Dockerfile at ${join(context.specFolder, 'Containerfile')}`,
      remedy: 'set `build.context` and `build.dockerfile` in the capture spec, or name an existing `image`',
    });
  });

  test('fails with the output of a failed build', async () => {
    const context = serviceContext(exited(1, 'ERROR: failed to solve: exit code: 2'));
    expect(await failureOf(build.run(context, undefined))).toEqual({
      code: 'build-failed',
      message:
        'the image of customers could not be built: docker build exited with code 1: ERROR: failed to solve: exit code: 2',
      remedy: `fix ${join(context.specFolder, 'Dockerfile')}; \`docker build\` repeats the build alone`,
    });
  });

  describe('of an existing image', () => {
    const spec = captureSpec({ image: 'customers:1' });
    const commands: string[] = [];
    const noted = (argv: readonly string[]) => {
      commands.push(argv.join(' '));
      return {};
    };

    beforeEach(() => commands.splice(0));

    test('uses the image', async () => {
      const script = { 'docker image inspect …': imageConfig(), 'docker tag …': noted };
      const context = contextOf({ spec, script });
      const serviceImage = context.run.tag('service');
      expect(await build.run(context, undefined)).toMatchObject({ serviceImage, companionImages: {} });
      expect(commands).toEqual([`docker tag customers:1 ${serviceImage}`]);
    });

    test('pulls an image that is not on this machine', async () => {
      const script = {
        'docker image inspect customers:1': exited(1, 'No such image'),
        'docker image inspect …': imageConfig(),
        'docker pull customers:1': noted,
        'docker tag …': noted,
      };
      const context = contextOf({ spec, script });
      const serviceImage = context.run.tag('service');
      expect(await build.run(context, undefined)).toMatchObject({ serviceImage, companionImages: {} });
      expect(commands).toEqual(['docker pull customers:1', `docker tag customers:1 ${serviceImage}`]);
    });

    test('fails when the image cannot be pulled', async () => {
      const script = {
        'docker image inspect customers:1': exited(1, 'No such image'),
        'docker pull customers:1': exited(1, 'pull access denied'),
      };
      expect(await failureOf(build.run(contextOf({ spec, script }), undefined))).toEqual({
        code: 'build-failed',
        message: 'image customers:1 could not be pulled: docker pull exited with code 1: pull access denied',
        remedy: 'check `image` in the capture spec and your login to its registry',
      });
    });
  });
});
