import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultSpec } from '../../../../cli/rehearsal/default-spec';
import { scratch } from '../../../support/unit-scratch';

const here = process.cwd();

describe('the default spec', () => {
  afterEach(() => {
    process.chdir(here);
    jest.restoreAllMocks();
  });

  /** Replaces the network: the outcome of a request to Maven Central. */
  function network(answer: () => Promise<Response>) {
    return jest.spyOn(globalThis, 'fetch').mockImplementation(answer);
  }

  test('is that of the folder, without any network access', async () => {
    const asked = network(() => Promise.reject(new TypeError('fetch failed')));
    const folder = scratch();
    writeFileSync(join(folder, 'eks-crac.yaml'), '');
    process.chdir(folder);
    expect(await defaultSpec()).toEqual({ path: 'eks-crac.yaml' });
    expect(asked).not.toHaveBeenCalled();
  });

  test('is the sample with a framework in a checkout', async () => {
    network(() => Promise.resolve(new Response(undefined, { status: 404 })));
    process.chdir(join(__dirname, '../../../..'));
    expect(await defaultSpec()).toEqual({ path: 'examples/springdemo/eks-crac.yaml' });
  });

  test.each([
    ['nobody answers', new TypeError('fetch failed')],
    ['nobody answers in time', new DOMException('timed out', 'TimeoutError')],
  ])('is the plain sample where %s', async (_, error) => {
    network(() => Promise.reject(error));
    process.chdir(join(__dirname, '../../../..'));
    expect(await defaultSpec()).toEqual({
      path: 'examples/plain/eks-crac.yaml',
      because: 'Maven Central cannot be reached, so the sample without dependencies is taken instead of springdemo',
    });
  });

  test('does not hide another error', async () => {
    network(() => Promise.reject(new RangeError('a defect')));
    process.chdir(join(__dirname, '../../../..'));
    await expect(defaultSpec()).rejects.toThrow('a defect');
  });
});
