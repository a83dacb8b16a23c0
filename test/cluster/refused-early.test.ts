import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { expectFailure } from '../support/containers/failure';
import type { ExpectedFailure } from '../support/containers/failure';
import { Scene } from '../support/containers/scene';
import { freePort } from '../support/containers/ports';
import { ClusterRehearsal } from './scene/cluster-rehearsal';
import { LimitedUser } from './scene/limited-user';
import { describeOnCluster, MINUTES } from './scene/on-cluster';
import { testCluster } from './scene/test-cluster';
import type { TestCluster } from './scene/test-cluster';

/** The path of a test is as a user's: the program, kubectl, and whatever answers to it. */
describeOnCluster('rehearse --cluster refuses, before anything is built', () => {
  let scene: Scene;
  let cluster: TestCluster;

  beforeEach(async () => {
    cluster = await testCluster();
    scene = new Scene().withEnv(ClusterRehearsal.environment(cluster));
  });
  afterEach(() => scene.dispose());

  async function expectRefusal(expected: ExpectedFailure, more: readonly string[] = ['--yes']): Promise<void> {
    const ending = await scene.start(['--spec', scene.specFile, '--cluster', ...more]).ended(MINUTES);
    expect(ending.stderr).not.toContain('build the service');
    expectFailure(ending, expected);
  }

  /** A kubeconfig for a server that is not the cluster's. */
  function pointTo(server: string): void {
    const file = join(scene.folder, 'kubeconfig');
    scene.write(
      'kubeconfig',
      stringify({
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [{ name: 'other', cluster: { server } }],
        users: [{ name: 'other', user: {} }],
        contexts: [{ name: 'other', context: { cluster: 'other', user: 'other' } }],
        'current-context': 'other',
      }),
    );
    scene.withEnv({ KUBECONFIG: file });
  }

  test(
    'a context that nobody has agreed to',
    async () => {
      const expected: ExpectedFailure = {
        code: 'declined',
        cause: `you did not agree to use the cluster of context ${cluster.kubectl.access.context}`,
        remedy: /^answer yes or pass --yes; --kube-context selects another cluster$/m,
      };
      await expectRefusal(expected, []);
    },
    MINUTES,
  );

  test(
    'a context that nobody knows',
    async () => {
      const expected: ExpectedFailure = {
        code: 'cluster-unavailable',
        cause: `--kube-context is "elsewhere", but the contexts of the kubeconfig are: ${cluster.kubectl.access.context}`,
        remedy: /^name one of these, or set KUBECONFIG to the file that has it$/m,
      };
      await expectRefusal(expected, ['--yes', '--kube-context', 'elsewhere']);
    },
    MINUTES,
  );

  test(
    'a cluster that is not there',
    async () => {
      pointTo(`http://127.0.0.1:${await freePort()}`);
      await expectRefusal({
        code: 'cluster-unavailable',
        cause:
          /^the cluster does not answer: kubectl --context exited with code 1: [^]*(connection refused|was refused)/,
        remedy: /^check KUBECONFIG, your login and the network; `kubectl get nodes` must work$/m,
      });
    },
    MINUTES,
  );

  test(
    'a Kubernetes that is too old',
    async () => {
      const old = await versionServer('32');
      try {
        pointTo(`http://127.0.0.1:${(old.address() as AddressInfo).port}`);
        await expectRefusal({
          code: 'cluster-unavailable',
          cause: 'the cluster of context other is Kubernetes 1.32, and the manifests are for 1.33 and newer',
          remedy: /^rehearse on a newer cluster$/m,
        });
      } finally {
        old.close();
      }
    },
    MINUTES,
  );

  test(
    'a user without the rights, each of them named',
    async () => {
      const rules = [
        { apiGroups: [''], resources: ['pods', 'nodes', 'services'], verbs: ['get', 'list', 'watch', 'create'] },
        { apiGroups: ['apps'], resources: ['deployments', 'deployments/scale'], verbs: ['*'] },
      ];
      const user = await LimitedUser.create(cluster.kubectl, rules);
      try {
        const file = join(scene.folder, 'kubeconfig');
        user.writeKubeconfig(file);
        scene.withEnv({ KUBECONFIG: file });
        await expectRefusal({
          code: 'cluster-unavailable',
          cause: `you may not, in the cluster of context ${cluster.kubectl.access.context}: create namespaces, delete namespaces, get namespaces, list namespaces, watch namespaces, get serviceaccounts, create serviceaccounts, get configmaps, create configmaps, get poddisruptionbudgets.policy, create poddisruptionbudgets.policy, get pods/log, get pods/proxy`,
          remedy:
            /^ask the administrator of the cluster for these rights in all namespaces, or select another context with --kube-context$/m,
        });
      } finally {
        await user.remove();
      }
    },
    MINUTES,
  );

  test.each(['a'.repeat(64), 'Customers_1'])(
    'the name %s, which Kubernetes does not take',
    async (service) => {
      scene.spec({ service });
      await expectRefusal({
        code: 'spec-invalid',
        cause: `\`service\` has the wrong form, got: "${service}"; write the service as it is named in the registry and in Kubernetes: up to 40 of a-z, 0-9 and -, a letter first`,
        remedy: /^docs\/capture-spec.md describes every field$/m,
      });
    },
    MINUTES,
  );
});

/** As much of an old API server as tells its version. */
async function versionServer(minor: string): Promise<Server> {
  const server = createServer((request, response) => {
    const found = request.url?.startsWith('/version') === true;
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
    response.end(found ? JSON.stringify({ major: '1', minor, gitVersion: `v1.${minor}.0` }) : '{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
