import { isBelow, seededVariable, seededVolumes } from '../../../engines';

describe('volumes of a pod', () => {
  test('distinguish a path below a folder from the folder and its siblings', () => {
    expect(isBelow('/a/b', '/a')).toBe(true);
    expect(isBelow('/ab', '/a')).toBe(false);
    expect(isBelow('/a', '/a')).toBe(false);
    expect(isBelow('/a', '/')).toBe(true);
  });

  test('are not needed with a writable root', () => {
    expect(seededVolumes(false, { capturedPaths: ['/tmp/a'], removedPaths: [] })).toEqual([]);
  });

  test('are seeded at the outermost folders of captured files, each once', () => {
    expect(
      seededVolumes(true, { capturedPaths: ['/tmp/a', '/tmp/b/c', '/tmp/b'], removedPaths: ['/tmp/d', '/var/x/y'] }),
    ).toEqual([
      { path: '/tmp', content: 'seeded' },
      { path: '/var/x', content: 'seeded' },
    ]);
  });
});

describe('the variable about seeded volumes', () => {
  test('has their paths in order', () => {
    const empty = { path: '/tmp', content: 'empty' } as const;
    expect(seededVariable([empty])).toEqual({});
    const seeded = ['/var/b', '/srv/a'].map((path) => ({ path, content: 'seeded' }) as const);
    expect(seededVariable([empty, ...seeded])).toEqual({ EKS_CRAC_SEEDED: '/var/b:/srv/a' });
  });
});
