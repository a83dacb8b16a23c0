import { changedPaths } from '../../../../../stage/steps/assemble/changed-paths';

/** Lines as the container runtime writes them. */
const found = (...lines: readonly string[]) =>
  changedPaths(lines.map((line) => ({ kind: line.slice(0, 1), path: line.slice(2) })));
const paths = (...lines: readonly string[]) => {
  const { added, changed, removed } = found(...lines);
  return { added, changed, removed };
};
const NOTHING = { added: [], changed: [], removed: [] };

describe('the changed paths', () => {
  test('are none if nothing changed', () => {
    expect(paths()).toEqual(NOTHING);
  });

  test('contain an added folder for everything in it', () => {
    expect(paths('C /var', 'A /var/cache', 'A /var/cache/a', 'A /var/cache/b', 'A /var/cache/b/c')).toEqual({
      ...NOTHING,
      added: ['/var/cache'],
    });
  });

  test('contain an added file in a folder of the image', () => {
    expect(paths('C /tmp', 'A /tmp/hsperfdata_app')).toEqual({ ...NOTHING, added: ['/tmp/hsperfdata_app'] });
  });

  test('distinguish names with a common prefix', () => {
    expect(paths('C /tmp', 'A /tmp/a', 'A /tmp/ab', 'A /tmp/a b').added).toEqual(['/tmp/a', '/tmp/ab', '/tmp/a b']);
  });

  test('contain only the leaves of changed folders', () => {
    expect(paths('C /etc', 'C /etc/app', 'C /etc/app/settings', 'C /srv')).toEqual({
      ...NOTHING,
      changed: ['/etc/app/settings', '/srv'],
    });
  });

  test('contain removed files, but not their parent folder', () => {
    expect(paths('C /etc', 'D /etc/motd')).toEqual({ ...NOTHING, removed: ['/etc/motd'] });
  });

  test('contain all that is there again, also in a removed folder', () => {
    expect(found('C /srv', 'D /srv/work', 'A /srv/work/new', 'C /srv/work/old', 'D /etc/hosts')).toMatchObject({
      removed: ['/srv/work'],
      present: ['/srv', '/srv/work/new', '/srv/work/old'],
    });
  });

  test('contain a removed folder for everything in it', () => {
    expect(paths('D /var/cache', 'D /var/cache/a', 'D /var/cached').removed).toEqual(['/var/cache', '/var/cached']);
  });

  test.each([
    '/.dockerenv',
    '/dev',
    '/dev/pts',
    '/etc/hostname',
    '/etc/hosts',
    '/etc/mtab',
    '/etc/resolv.conf',
    '/opt/eks-crac',
    '/opt/eks-crac/checkpoint/core-1.img',
    '/proc',
    '/run/.containerenv',
    '/run/secrets',
    '/sys',
    '/var/run/secrets/pods.eks.amazonaws.com/serviceaccount/eks-pod-identity-token',
  ])('leave out %s', (path) => {
    for (const kind of ['A', 'C', 'D']) expect(paths(`${kind} ${path}`)).toEqual(NOTHING);
  });

  test('leave out folders that exist only for a mount', () => {
    expect(
      paths('C /var', 'A /var/run', 'A /var/run/secrets', 'A /var/run/secrets/pods.eks.amazonaws.com').added,
    ).toEqual([]);
    expect(paths('A /run', 'A /run/secrets').added).toEqual([]);
  });

  test('contain such a folder if the service put something next to the mount', () => {
    expect(paths('A /run', 'A /run/secrets', 'A /run/app.pid').added).toEqual(['/run']);
  });

  test('contain names that resemble foreign ones', () => {
    expect(paths('A /etc/hosts.bak', 'A /device', 'A /opt/eks-crac-tools').added).toEqual([
      '/etc/hosts.bak',
      '/device',
      '/opt/eks-crac-tools',
    ]);
  });

  test('leave out every folder on the way to a mount', () => {
    const changes = [
      'A /var',
      'A /var/run',
      'A /var/run/secrets',
      'A /var/run/secrets/token',
      'A /srv',
      'A /srv/own',
    ].map((line) => ({
      kind: line.slice(0, 1),
      path: line.slice(2),
    }));
    expect(changedPaths(changes).added).toEqual(['/srv']);
  });
});
