import { resolveUser } from '../../../../../stage/steps/layer/image-user';
import { failureOf } from '../../../../support/unit-failure';

const FILES: Readonly<Record<string, string>> = {
  '/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\napp:x:1000:1001:app:/home/app:/bin/sh\n',
  '/etc/group': 'root:x:0:\nstaff:x:50:app\n',
};
const resolve = (user: string, files = FILES) => resolveUser(user, (path) => Promise.resolve(files[path]));

describe('the user of an image', () => {
  test.each([
    ['', { uid: 0, gid: 0 }],
    ['root', { uid: 0, gid: 0 }],
    ['app', { uid: 1000, gid: 1001 }],
    ['1000', { uid: 1000, gid: 1001 }],
    ['1234', { uid: 1234, gid: 0 }],
    ['app:staff', { uid: 1000, gid: 50 }],
    ['app:7', { uid: 1000, gid: 7 }],
    ['1234:5678', { uid: 1234, gid: 5678 }],
    ['0:0', { uid: 0, gid: 0 }],
  ])('is resolved from USER %p', async (user, numbers) => {
    expect(await resolve(user)).toEqual(numbers);
  });

  test('needs no files if it is numeric', async () => {
    expect(await resolve('1234:5678', {})).toEqual({ uid: 1234, gid: 5678 });
    expect(await resolve('', {})).toEqual({ uid: 0, gid: 0 });
  });

  test('fails for an unknown user', async () => {
    expect(await failureOf(resolve('nobody'))).toEqual({
      code: 'image-unsuitable',
      message: 'the image\'s user "nobody" is not in its /etc/passwd',
      remedy: 'create the user in the Dockerfile, or give USER a number',
    });
  });

  test('fails for an unknown group', async () => {
    expect(await failureOf(resolve('app:wheel'))).toEqual({
      code: 'image-unsuitable',
      message: 'the image\'s group "wheel" is not in its /etc/group',
      remedy: 'create the group in the Dockerfile, or give USER a number',
    });
  });
});
