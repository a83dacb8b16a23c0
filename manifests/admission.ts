import type { KubernetesObject } from './kubernetes-object';

/** The images that pods of a service may run. */
export interface AdmissionOptions {
  /** The name of policy and binding: a name of Kubernetes. */
  readonly name: string;
  /** Registry host and repository of the service. */
  readonly repository: string;
  /** The digests that release records name; they may be known at deployment only. */
  readonly digests: readonly string[];

  /**
   * The namespace whose pods are looked at.
   *
   * @default - those of all namespaces
   */
  readonly namespace?: string;
}

const GROUP = 'admissionregistration.k8s.io/v1';

/**
 * Returns a policy that turns away every pod with an image of the repository that no release record names. Images of
 * other repositories are not looked at, nor those that a pod has already, so that a pod can still be changed and deleted
 * when its release is gone. Kubernetes 1.30 and newer.
 *
 * The digests are a part of the policy: one that reads them from a ConfigMap no longer finds it once all bindings of
 * such policies were deleted, until the API server is started again: https://github.com/kubernetes/kubernetes/issues/130887
 */
export function releasePolicy(options: AdmissionOptions): readonly KubernetesObject[] {
  return [policy(options), binding(options)];
}

function policy({ digests, name, repository }: AdmissionOptions): KubernetesObject & { readonly spec: object } {
  const own = `i == '${repository}' || i.startsWith('${repository}@') || i.startsWith('${repository}:')`;
  const variables = [
    { name: 'admitted', expression: `[${digests.map((digest) => `'${repository}@${digest}'`).join(', ')}]` },
    { name: 'before', expression: `oldObject == null ? [] : ${imagesOf('oldObject')}` },
    { name: 'own', expression: `(${imagesOf('object')}).filter(i, ${own})` },
    {
      name: 'refused',
      expression: 'variables.own.filter(i, !(i in variables.before) && !(i in variables.admitted))',
    },
  ];
  const pods = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'] };
  return {
    apiVersion: GROUP,
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name },
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: { resourceRules: [{ ...pods, resources: ['pods', 'pods/ephemeralcontainers'] }] },
      variables,
      validations: [
        {
          expression: 'variables.refused.size() == 0',
          messageExpression: "'no release record names ' + variables.refused.join(', ')",
          reason: 'Forbidden',
        },
      ],
    },
  };
}

function binding({ name, namespace }: AdmissionOptions): KubernetesObject & { readonly spec: object } {
  const matchLabels = { 'kubernetes.io/metadata.name': namespace };
  return {
    apiVersion: GROUP,
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name },
    spec: {
      policyName: name,
      ...(namespace === undefined ? {} : { matchResources: { namespaceSelector: { matchLabels } } }),
      validationActions: ['Deny'],
    },
  };
}

/** The images of a pod's containers of all kinds, in the Common Expression Language. */
function imagesOf(pod: string): string {
  const of = (kind: string) => `(has(${pod}.spec.${kind}) ? ${pod}.spec.${kind}.map(c, c.image) : [])`;
  return ['containers', 'initContainers', 'ephemeralContainers'].map(of).join(' + ');
}
