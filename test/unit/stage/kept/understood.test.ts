import { ProcessError } from '../../../../kit/process';
import { Failure } from '../../../../kit/report/failure';
import { understood } from '../../../../stage/kept/understood';

const failed = (stderr: string) =>
  new ProcessError(['docker', 'start', 'c1'], { kind: 'exited', exitCode: 1 }, '', stderr);

test('an error of the container runtime that is known is a failure with cause and remedy', () => {
  const error = understood(
    failed('Error response from daemon: Bind for 127.0.0.1:5055 failed: port is already allocated\n'),
  );
  expect(error).toBeInstanceOf(Failure);
  expect(error).toMatchObject({
    code: 'container-runtime-unavailable',
    message: expect.stringMatching(
      /^docker start failed: a port of this machine is in use already: Error response/,
    ) as string,
  });
});

test.each([
  failed('something else'),
  new Failure('disk-full', 'port is already allocated', 'free space'),
  new Error('port is already allocated'),
])('any other error stays: %s', (error) => {
  expect(understood(error)).toBe(error);
});
