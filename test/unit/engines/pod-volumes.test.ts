import { isBelow, seededVolumes } from '../../../engines';

test('below', () => {
  expect(isBelow('/a/b', '/a')).toBe(true);
  expect(isBelow('/ab', '/a')).toBe(false);
  expect(isBelow('/a', '/a')).toBe(false);
  expect(isBelow('/a', '/')).toBe(true);
});

test('a writable root needs no volumes', () => {
  expect(seededVolumes(false, ['/tmp/a'])).toEqual([]);
});

test('the outermost folders of captured files are seeded, each once', () => {
  expect(seededVolumes(true, ['/tmp/a', '/tmp/b/c', '/tmp/b', '/var/x/y'])).toEqual([
    { path: '/tmp', content: 'seeded' },
    { path: '/var/x', content: 'seeded' },
  ]);
});
