import { Kubectl } from '../../../../../cli/rehearsal/cluster/kubectl';
import { failureOf } from '../../../../support/unit-failure';
import { exited, ScriptedRunner } from '../../../../support/unit-runner';

test.each([
  ['exceeded quota: small, requested: pods=1', 'raise the quota, or rehearse on another cluster'],
  [
    'pods "x" is forbidden: maximum memory usage per Container is 128Mi, but limit is 512Mi',
    'change the LimitRange, or `run.cpu` and `run.memoryMiB` of the capture spec',
  ],
  [
    'pods "x" is forbidden: violates PodSecurity "restricted:latest"',
    'ask the administrator of the cluster to admit it, or rehearse on another one; docs/workload.md says what each engine needs',
  ],
  [
    'deployments.apps is forbidden: User "ada" cannot create resource "deployments"',
    'ask the administrator of the cluster for that right, or select another context with --kube-context',
  ],
  [
    'no matches for kind "PodDisruptionBudget" in version "policy/v1"',
    'rehearse on a newer cluster: this one does not serve that version of the API',
  ],
  ['namespaces "eks-crac-1" already exists', 'run it again: each run uses a new namespace'],
  ['the object is odd', 'see docs/workload.md for what the pods need'],
])('the cluster refuses an object: %s', async (words, remedy) => {
  const runner = new ScriptedRunner({ 'kubectl --context dev apply --filename -': exited(1, words) });
  expect(await failureOf(new Kubectl(runner, 'dev').apply([{}]))).toEqual({
    code: 'pod-failed',
    message: `the cluster of context dev refused an object: ${words}`,
    remedy,
  });
});
