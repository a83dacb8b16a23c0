import type { Pod } from 'kubernetes-types/core/v1';
import { IMAGES } from '../../machine/images';
import { CREDENTIAL_ENVIRONMENT } from '../../stage/sandbox/sandbox';
import { Scene } from '../support/containers/scene';
import { only } from '../support/unit-workload';
import { ClusterNamespace } from './scene/cluster-namespace';
import { describeOnCluster, MINUTES } from './scene/on-cluster';
import { withoutPodIdentity } from './scene/without-pod-identity';

const ASK = [
  'token=$1',
  '[ -n "$token" ] || token=$(cat "$AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")',
  'exec busybox wget -q -O - --header "Authorization: $token" "$AWS_CONTAINER_CREDENTIALS_FULL_URI"',
].join('\n');

describeOnCluster('the Pod Identity address', () => {
  const scene = new Scene();
  let namespace: ClusterNamespace;
  let image: string;

  beforeAll(async () => {
    namespace = await ClusterNamespace.create('restricted');
    image = `${scene.repository.repository}:tools`;
    await scene.containers.tag(IMAGES.tools, image);
    await scene.containers.push(image);
    await scene.containers.remove('image', [image]);
    await namespace.apply([only('ServiceAccount', { namespace: namespace.name })]);
    await started('asks');
  }, 3 * MINUTES);

  afterAll(async () => {
    await namespace.dispose();
    await scene.dispose();
  }, MINUTES);

  /** A pod of the workload's service account, with nothing that belongs to Pod Identity. */
  function pod(name: string): Pod {
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
    return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: namespace.name }, spec };
  }

  async function started(name: string): Promise<void> {
    await namespace.kubectl.apply([pod(name)]);
    await namespace.run(['wait', '--for=condition=Ready', `pod/${name}`, '--timeout', '60s']);
  }

  /** The names of what the webhook adds to a pod's environment. */
  async function given(name: string): Promise<readonly string[]> {
    const { stdout } = await namespace.run(['exec', name, '--', 'busybox', 'env']);
    return Object.keys(CREDENTIAL_ENVIRONMENT).filter((variable) => stdout.includes(`${variable}=`));
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

  test(
    'is unknown to a pod that was admitted before its association is effective, and known to the one in its place',
    async () => {
      await withoutPodIdentity(() => started('early'));
      expect(await given('early')).toEqual([]);
      await namespace.run(['delete', 'pod', 'early', '--wait']);
      await started('early');
      expect(await given('early')).toEqual(Object.keys(CREDENTIAL_ENVIRONMENT));
    },
    3 * MINUTES,
  );
});
