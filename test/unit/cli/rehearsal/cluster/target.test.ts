import { openCluster } from '../../../../../cli/rehearsal/cluster/target';
import { captureSpec } from '../../../../support/unit-capture-spec';
import { failureOf } from '../../../../support/unit-failure';
import { exited, json, ScriptedRunner } from '../../../../support/unit-runner';
import type { Reply } from '../../../../support/unit-runner';

const { signal } = new AbortController();
const CONTEXTS = 'kubectl config get-contexts --output name';
const CURRENT = 'kubectl config current-context';
const VERSION = 'kubectl --context dev version…';
const RIGHTS = 'kubectl --context dev create --output jsonpath={.status.allowed}{"\\n"} --filename -';
const NAMESPACE = 'kubectl --context dev create --dry-run=server --output json --filename -';

interface Review {
  readonly spec: { readonly resourceAttributes: Readonly<Record<'group' | 'resource' | 'verb', string>> };
}

/** Responds to each access review: denied if the pattern matches. */
const rights =
  (refused: RegExp = /^$/) =>
  (_: readonly string[], { input }: { readonly input?: unknown }): Reply => {
    const { items } = JSON.parse(input as string) as { items: readonly Review[] };
    const answers = items.map(({ spec: { resourceAttributes: of } }) => {
      const names = of as Readonly<Record<string, string>>;
      const path = [names['resource'], ...(names['subresource'] === undefined ? [] : [names['subresource']])].join('/');
      return String(!refused.test(`${of.verb} ${path}`));
    });
    return { stdout: `${answers.join('\n')}\n` };
  };

const good = {
  [CONTEXTS]: { stdout: 'dev\nprod\n' },
  [CURRENT]: { stdout: 'dev\n' },
  [VERSION]: json({ serverVersion: { major: '1', minor: '34+' } }),
  [RIGHTS]: rights(),
  [NAMESPACE]: json({}),
};
type Script = ConstructorParameters<typeof ScriptedRunner>[0];
const open = (script: Script = {}, context?: string, spec = captureSpec()) =>
  openCluster(new ScriptedRunner({ ...good, ...script }), spec, { context, signal });

describe('opening a cluster', () => {
  test('takes the current context, or the given one', async () => {
    expect((await open()).context).toBe('dev');
    expect((await open({}, 'dev')).context).toBe('dev');
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
      'with an unknown context',
      open.bind(undefined, {}, 'elsewhere'),
      '--kube-context is "elsewhere", but the contexts of the kubeconfig are: dev, prod',
      'name one of these, or set KUBECONFIG to the file that has it',
    ],
    [
      'without a current context',
      open.bind(undefined, { [CURRENT]: exited(1, 'error: current-context is not set') }),
      'the kubeconfig has no current context; its contexts are: dev, prod',
      'name one with --kube-context, or set KUBECONFIG to a file that has one',
    ],
    [
      'with a cluster that does not respond',
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
      'without rights, each of them named',
      open.bind(undefined, { [RIGHTS]: rights(/^(create (namespaces|deployments)|get pods\/proxy)$/) }),
      'you may not, in the cluster of context dev: create namespaces, create deployments.apps, get pods/proxy',
      'ask the administrator of the cluster for these rights in all namespaces, or select another context with --kube-context',
    ],
  ])('fails %s', async (_, work, message, remedy) => {
    expect(await failureOf(work())).toEqual({ code: 'cluster-unavailable', message, remedy });
  });

  test('fails when a policy rejects the namespace, before anything is captured', async () => {
    const words = 'Error from server: admission webhook "names" denied the request: namespaces start with team-';
    expect(await failureOf(open({ [NAMESPACE]: exited(1, words) }))).toEqual({
      code: 'pod-failed',
      message: `the cluster of context dev refused an object: ${words}`,
      remedy:
        'ask the administrator of the cluster to admit it, or rehearse on another one; docs/workload.md says what each engine needs',
    });
  });

  test.each([
    [
      'that is a command',
      { name: 'dynamodb', command: ['dynalite'], port: 8000 },
      'companion dynamodb is a `command`, and a cluster runs containers only',
      'give the companion an `image` that the nodes can pull or a `build`, or leave out --cluster',
    ],
    [
      'with the name of a Deployment of the service',
      { name: 'customers-cold', image: 'postgres', port: 8000 },
      "companion customers-cold has the name of one of the service's own Deployments in the cluster",
      'rename the companion, or leave out --cluster',
    ],
  ])('fails with a companion %s, before any other check', async (_, companion, message, remedy) => {
    const spec = captureSpec({ service: 'customers', companions: [companion] });
    const failure = await failureOf(open({ [CONTEXTS]: NOT_FOUND }, undefined, spec));
    expect(failure).toEqual({ code: 'spec-invalid', message, remedy });
  });
});
