import { isBelow, seededVolumes } from '../../../engines';

describe('volumes of a pod', () => {
  test('distinguish a path below a folder from the folder and its siblings', () => {
    expect(isBelow('/a/b', '/a')).toBe(true);
    expect(isBelow('/ab', '/a')).toBe(false);
    expect(isBelow('/a', '/a')).toBe(false);
    expect(isBelow('/a', '/')).toBe(true);
  });

  test('are not needed with a writable root', () => {
    expect(seededVolumes(false, ['/tmp/a'])).toEqual([]);
  });

  test('are seeded at the outermost folders of captured files, each once', () => {
    expect(seededVolumes(true, ['/tmp/a', '/tmp/b/c', '/tmp/b', '/var/x/y'])).toEqual([
      { path: '/tmp', content: 'seeded' },
      { path: '/var/x', content: 'seeded' },
    ]);
  });
});
