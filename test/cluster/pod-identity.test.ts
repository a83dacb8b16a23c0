import type { Pod } from 'kubernetes-types/core/v1';
import { IMAGES } from '../../machine/images';
import { Scene } from '../support/containers/scene';
import { only } from '../support/unit-workload';
import { ClusterNamespace } from './scene/cluster-namespace';
import { describeOnCluster, MINUTES } from './scene/on-cluster';

const ASK = [
  'token=$1',
  '[ -n "$token" ] || token=$(cat "$AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")',
  'exec busybox wget -q -O - --header "Authorization: $token" "$AWS_CONTAINER_CREDENTIALS_FULL_URI"',
].join('\n');

describeOnCluster('the Pod Identity address', () => {
  const scene = new Scene();
  let namespace: ClusterNamespace;

  beforeAll(async () => {
    namespace = await ClusterNamespace.create('restricted');
    const image = `${scene.repository.repository}:tools`;
    await scene.containers.tag(IMAGES.tools, image);
    await scene.containers.push(image);
    await scene.containers.remove('image', [image]);
    await namespace.apply([only('ServiceAccount', { namespace: namespace.name })]);
    await namespace.kubectl.apply([pod(image)]);
    await namespace.run(['wait', '--for=condition=Ready', 'pod/asks', '--timeout', '60s']);
  }, 3 * MINUTES);

  afterAll(async () => {
    await namespace.dispose();
    await scene.dispose();
  }, MINUTES);

  /** A pod of the workload's service account, with nothing that belongs to Pod Identity. */
  function pod(image: string): Pod {
    const securityContext = {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      runAsNonRoot: true,
      runAsUser: 1000,
      seccompProfile: { type: 'RuntimeDefault' as const },
    };
    const container = { name: 'service', image, command: ['busybox', 'sleep', '600'], securityContext };
    const spec = {
      terminationGracePeriodSeconds: 1,
      serviceAccountName: 'customers',
      automountServiceAccountToken: false,
      containers: [container],
    };
    return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'asks', namespace: namespace.name }, spec };
  }

  const ask = (token = '') => namespace.run(['exec', 'asks', '--', '/bin/sh', '-c', ASK, 'ask', token]);

  test(
    'gives credentials to the token that the pod was given',
    async () => {
      const document = JSON.parse((await ask()).stdout) as Record<string, string>;
      expect(Object.keys(document).sort()).toEqual(['AccessKeyId', 'Expiration', 'SecretAccessKey', 'Token']);
      expect(Date.parse(document['Expiration'] ?? '')).toBeGreaterThan(Date.now());
    },
    MINUTES,
  );

  test(
    'gives none to another token',
    async () => {
      await expect(ask('made-up')).rejects.toThrow('server returned error: HTTP/1.1 400 Bad Request');
    },
    MINUTES,
  );
});
