import { packagePath } from '../../../kit/package-path';
import { CREDENTIAL_ENVIRONMENT } from '../../../stage/sandbox/sandbox';
import type { DaemonOptions } from './daemon';
import { AGENT_ADDRESS } from './network';

/** For whom the token of a pod is issued. */
const AUDIENCE = 'pods.eks.amazonaws.com';
const VOLUME = 'eks-pod-identity-token';
const MOUNT = '/var/run/secrets/pods.eks.amazonaws.com/serviceaccount';
const NAME = 'pod-identity-webhook';

/** The process that stands in for the agent of EKS on the node. */
export function agent(kubeconfig: string): DaemonOptions {
  const script = packagePath('test/cluster/harness/pod-identity-agent.ts');
  const argv = [process.execPath, '--import', require.resolve('tsx'), script, kubeconfig, AGENT_ADDRESS, AUDIENCE];
  return { name: 'pod-identity-agent', argv };
}

/**
 * Stands in for the webhook of EKS: the variables and the token that it gives to pods of an associated service account go
 * to every pod here that has one of its own. On EKS, AWS holds the list of associations.
 */
export function webhook(): readonly object[] {
  const apiVersion = 'admissionregistration.k8s.io/v1beta1';
  const policy = {
    apiVersion,
    kind: 'MutatingAdmissionPolicy',
    metadata: { name: NAME },
    spec: {
      matchConstraints: {
        resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
      },
      matchConditions: [
        { name: 'associated', expression: "!(object.spec.?serviceAccountName.orValue('') in ['', 'default'])" },
      ],
      failurePolicy: 'Fail',
      reinvocationPolicy: 'Never',
      mutations: [
        { patchType: 'JSONPatch', jsonPatch: { expression: volume() } },
        { patchType: 'ApplyConfiguration', applyConfiguration: { expression: containers() } },
      ],
    },
  };
  const binding = {
    apiVersion,
    kind: 'MutatingAdmissionPolicyBinding',
    metadata: { name: NAME },
    spec: { policyName: NAME },
  };
  return [policy, binding];
}

/** The sources of a volume are one value, which only a patch may set. */
function volume(): string {
  const projected = 'Object.spec.volumes.projected';
  const token = `${projected}.sources.serviceAccountToken{audience: "${AUDIENCE}", expirationSeconds: 86400, path: "${VOLUME}"}`;
  const source = `${projected}.sources{serviceAccountToken: ${token}}`;
  const value = `Object.spec.volumes{name: "${VOLUME}", projected: ${projected}{sources: [${source}]}}`;
  // A typed list as a patch's whole value ends the request with a panic in this version of Kubernetes.
  return `(has(object.spec.volumes) ? [] : [JSONPatch{op: "add", path: "/spec/volumes", value: []}])
    + [JSONPatch{op: "add", path: "/spec/volumes/-", value: ${value}}]`;
}

function containers(): string {
  return `Object{spec: Object.spec{
    containers: ${given('containers')},
    initContainers: has(object.spec.initContainers) ? ${given('initContainers')} : []
  }}`;
}

function given(kind: string): string {
  const type = `Object.spec.${kind}`;
  const env = Object.entries(CREDENTIAL_ENVIRONMENT).map(
    ([name, value]) => `${type}.env{name: "${name}", value: "${value}"}`,
  );
  const mount = `${type}.volumeMounts{name: "${VOLUME}", mountPath: "${MOUNT}", readOnly: true}`;
  return `object.spec.${kind}.map(c, ${type}{name: c.name, env: [${env.join(', ')}], volumeMounts: [${mount}]})`;
}
