import { randomBytes } from 'node:crypto';
import { releasePolicy } from '../../manifests';
import type { KubernetesObject } from '../../manifests';
import { digestOf } from '../support/unit-release-record';
import { ClusterNamespace } from './scene/cluster-namespace';
import { describeOnCluster, MINUTES } from './scene/on-cluster';

const id = randomBytes(4).toString('hex');
const REPOSITORY = `registry.invalid/customers-${id}`;
const RELEASED = `${REPOSITORY}@${digestOf('a')}`;
const OTHER = `${REPOSITORY}@${digestOf('b')}`;

/** A pod whose containers are of these images. */
function pod(name: string, image: string, initImage?: string) {
  const labels = { app: name };
  const init = initImage === undefined ? {} : { initContainers: [{ name: 'init', image: initImage }] };
  const spec = { ...init, containers: [{ name: 'service', image }], nodeSelector: { nowhere: 'true' } };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, labels }, spec };
}

describeOnCluster('the policy of released images', () => {
  let namespace: ClusterNamespace;
  let policy: (digests: readonly string[]) => readonly KubernetesObject[];

  beforeAll(async () => {
    namespace = await ClusterNamespace.create('privileged');
    policy = (digests) =>
      releasePolicy({ name: `releases-${id}`, repository: REPOSITORY, namespace: namespace.name, digests });
    await namespace.kubectl.apply([pod('before', OTHER)], ['--namespace', namespace.name]);
    await namespace.apply(policy([digestOf('a')]));
    // The server compiles a policy some time after it has stored it.
    await namespace.kubectl.until(async () => {
      const refusal = await namespace.refusal([pod('probe', OTHER)]);
      return refusal === undefined ? { seen: 'admitted' } : { found: refusal };
    });
  }, MINUTES);

  afterAll(async () => {
    const kinds = 'validatingadmissionpolicybinding,validatingadmissionpolicy';
    await namespace.kubectl.run(['delete', kinds, `releases-${id}`]);
    await namespace.dispose();
  }, MINUTES);

  test('admits a digest that a record names, and images of other repositories', async () => {
    expect(await namespace.refusal([pod('a', RELEASED)])).toBeUndefined();
    expect(await namespace.refusal([pod('b', 'registry.invalid/other:latest')])).toBeUndefined();
  });

  test.each([
    ['another digest', pod('c', OTHER)],
    ['a tag', pod('d', `${REPOSITORY}:v7`)],
    ['another digest of an init container', pod('e', RELEASED, OTHER)],
  ])('turns away %s', async (_, object) => {
    expect(await namespace.refusal([object])).toMatch(
      new RegExp(
        `ValidatingAdmissionPolicy 'releases-${id}' .*denied request: no release record names ${REPOSITORY}[@:]`,
      ),
    );
  });

  test('lets a pod that was there be changed, but not to another image', async () => {
    const within = ['--namespace', namespace.name, '--dry-run=server'];
    await namespace.kubectl.run(['label', 'pod', 'before', 'seen=yes', ...within]);
    const move = namespace.kubectl.run(['set', 'image', 'pod/before', `service=${REPOSITORY}:v7`, ...within]);
    await expect(move).rejects.toThrow('no release record names');
  });

  test('looks at no pod of another namespace', async () => {
    const object = pod('elsewhere', OTHER);
    const apply = namespace.kubectl.apply([object], ['--dry-run=server', '--namespace', 'default']);
    await expect(apply).resolves.toContain('elsewhere');
  });

  test('moves with its digests: the next release is admitted, one that is gone is not', async () => {
    await namespace.apply(policy([digestOf('b')]));
    const seen = await namespace.kubectl.until(async () => {
      const refusals = [await namespace.refusal([pod('f', OTHER)]), await namespace.refusal([pod('g', RELEASED)])];
      return refusals[0] === undefined && refusals[1] !== undefined
        ? { found: refusals[1] }
        : { seen: JSON.stringify(refusals) };
    });
    expect(seen).toContain(`no release record names ${RELEASED}`);
  });
});
