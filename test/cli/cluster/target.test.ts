import { openCluster, requireArchitecture } from '../../../cli/cluster/target';
import { Kubectl } from '../../../cli/cluster/kubectl';
import { captureSpec } from '../../support/unit-capture-spec';
import { failureOf } from '../../support/unit-failure';
import { exited, json, ScriptedRunner } from '../../support/unit-runner';
import type { Reply } from '../../support/unit-runner';

const { signal } = new AbortController();
const CONTEXTS = 'kubectl config get-contexts --output name';
const CURRENT = 'kubectl config current-context';
const VERSION = 'kubectl --context dev version…';
const RIGHTS = 'kubectl --context dev auth can-i…';
const good: Record<string, Reply> = {
  [CONTEXTS]: { stdout: 'dev\nprod\n' },
  [CURRENT]: { stdout: 'dev\n' },
  [VERSION]: json({ serverVersion: { major: '1', minor: '34+' } }),
  [RIGHTS]: {},
};
const open = (script: Record<string, Reply> = {}, context?: string, spec = captureSpec()) =>
  openCluster(new ScriptedRunner({ ...good, ...script }), spec, { context, signal });

test('takes the current context, or the one that is named', async () => {
  expect((await open()).context).toBe('dev');
  expect((await open({}, 'dev')).context).toBe('dev');
});

test('asks for each right that it will use', async () => {
  const runner = new ScriptedRunner(good);
  await openCluster(runner, captureSpec(), { context: 'dev', signal });
  const asked = runner.lines.flatMap((line) => /can-i (\w+ \S+)/.exec(line)?.[1] ?? []);
  expect(asked).toEqual([
    'create namespaces',
    'delete namespaces',
    'create deployments.apps',
    'get pods',
    'get pods/log',
    'get pods/proxy',
  ]);
});

const NOT_FOUND: Reply = { failure: { kind: 'spawn-failed', code: 'ENOENT' } };

test.each([
  [
    'without kubectl',
    open.bind(undefined, { [CONTEXTS]: NOT_FOUND }),
    'kubectl was not found',
    'install kubectl, or leave out --cluster',
  ],
  [
    'with a context that nobody knows',
    open.bind(undefined, {}, 'elsewhere'),
    '--kube-context names "elsewhere", and the kubeconfig knows: dev, prod',
    'name one of these, or set KUBECONFIG to the file that has it',
  ],
  [
    'without a current context',
    open.bind(undefined, { [CURRENT]: exited(1, 'error: current-context is not set') }),
    'the kubeconfig has no current context; it knows: dev, prod',
    'name one with --kube-context, or set KUBECONFIG to a file that has one',
  ],
  [
    'with a cluster that does not answer',
    open.bind(undefined, { [VERSION]: exited(1, 'Unable to connect to the server: dial tcp: refused') }),
    'the cluster does not answer: kubectl --context exited with code 1: Unable to connect to the server: dial tcp: refused',
    'check KUBECONFIG, your login and the network; `kubectl get nodes` must work',
  ],
  [
    'with a Kubernetes that is too old',
    open.bind(undefined, { [VERSION]: json({ serverVersion: { major: '1', minor: '32' } }) }),
    'the cluster of context dev is Kubernetes 1.32, and the manifests are for 1.33 and newer',
    'rehearse on a newer cluster',
  ],
  [
    'without the right to create',
    open.bind(undefined, { [RIGHTS]: exited(1, '') }),
    'you may not create namespaces in the cluster of context dev',
    'ask who runs the cluster for that right, or name another context with --kube-context',
  ],
])('%s', async (_, work, message, remedy) => {
  expect(await failureOf(work())).toEqual({ code: 'cluster-unavailable', message, remedy });
});

test('asks for a container where a companion is a command, before anything else', async () => {
  const spec = captureSpec({ companions: [{ name: 'dynamodb', command: ['dynalite'], port: 8000 }] });
  expect(await failureOf(open({ [CONTEXTS]: NOT_FOUND }, undefined, spec))).toEqual({
    code: 'spec-invalid',
    message: 'companion dynamodb is a `command`, and a cluster runs containers only',
    remedy: 'give the companion an `image` that the nodes can pull or a `build`, or leave out --cluster',
  });
});

describe('the nodes', () => {
  const nodes = (...all: string[]) =>
    new Kubectl(
      new ScriptedRunner({
        'kubectl --context dev get nodes…': json({
          items: all.map((architecture) => ({ status: { nodeInfo: { architecture } } })),
        }),
      }),
      'dev',
    );

  test('one of the architecture is enough', async () => {
    await requireArchitecture(nodes('arm64', 'amd64'), 'amd64');
  });

  test('of another architecture are refused, both named', async () => {
    expect(await failureOf(requireArchitecture(nodes('arm64', 'arm64'), 'amd64'))).toEqual({
      code: 'cluster-unavailable',
      message: 'the release was captured on amd64, and the nodes of context dev are: arm64',
      remedy: 'rehearse on a cluster with such nodes, or on a machine of their architecture',
    });
  });
});

test.each([
  ['exceeded quota: small', 'raise the quota, or rehearse on another cluster'],
  [
    'forbidden: violates PodSecurity "restricted:latest"',
    'ask who runs the cluster to admit it, or rehearse on another one; docs/workload.md says what each engine needs',
  ],
  ['the object is odd', 'see docs/workload.md for what the pods need'],
])('an object that is refused: %s', async (words, remedy) => {
  const runner = new ScriptedRunner({ 'kubectl --context dev apply --filename -': exited(1, words) });
  expect(await failureOf(new Kubectl(runner, 'dev').apply([]))).toEqual({
    code: 'pod-failed',
    message: `the cluster of context dev refused an object: ${words}`,
    remedy,
  });
});
