import type { Pod, Service } from 'kubernetes-types/core/v1';
import { thisHost } from '../../machine';
import { IMAGES } from '../../machine/images';
import { registryPort } from '../../machine/registry';
import { Scene } from '../support/containers/scene';
import { ClusterNamespace } from './scene/cluster-namespace';
import { describeOnCluster, MINUTES } from './scene/on-cluster';

describeOnCluster('the names of Services', () => {
  const scene = new Scene();
  let namespace: ClusterNamespace;
  let image: string;
  let address: string;

  beforeAll(async () => {
    namespace = await ClusterNamespace.create('baseline');
    image = `localhost:${registryPort(thisHost(process.env).env)}/${scene.service}:tools`;
    await scene.containers.tag(IMAGES.tools, image);
    await scene.containers.push(image, () => undefined);
    const metadata = { name: 'customers', namespace: namespace.name };
    const service: Service = { apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ port: 80 }] } };
    await namespace.kubectl.apply([service]);
    const made = await namespace.kubectl.json<Service>(['get', 'service', 'customers', '--namespace', namespace.name]);
    address = made.spec?.clusterIP ?? '';
  }, MINUTES);

  afterAll(async () => {
    await namespace.dispose();
    await scene.containers.remove('image', [image]);
    await scene.dispose();
  }, 2 * MINUTES);

  /** What a pod's own resolver finds. */
  async function found(label: string, name: string): Promise<string> {
    const container = { name: 'ask', image, command: ['getent', 'ahostsv4', name] };
    const pod: Pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: label, namespace: namespace.name },
      spec: { restartPolicy: 'Never', containers: [container] },
    };
    await namespace.kubectl.apply([pod]);
    const phase = ['wait', `pod/${label}`, '--for=jsonpath={.status.phase}=Succeeded', '--timeout', '60s'];
    await namespace.run(phase);
    const { stdout } = await namespace.run(['logs', label]);
    return stdout.split(/\s/)[0] ?? '';
  }

  test.each([
    ['alone', () => 'customers'],
    ['with-namespace', () => `customers.${namespace.name}`],
    ['whole', () => `customers.${namespace.name}.svc.cluster.local`],
  ])(
    '%s',
    async (label, name) => {
      expect(await found(label, name())).toBe(address);
    },
    2 * MINUTES,
  );
});
