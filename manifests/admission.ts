import type { KubernetesObject } from './kubernetes-object';

/** The images that pods of a service may run. */
export interface AdmissionOptions {
  /** The name of policy and binding: up to 50 of a-z, 0-9 and -, a letter first. */
  readonly name: string;
  /** Registry host and repository of the service. */
  readonly repository: string;
  /** The digests that release records name. */
  readonly digests: readonly string[];
}

const GROUP = 'admissionregistration.k8s.io/v1';

/**
 * Returns a policy that turns away every pod with an image of the repository that no release record names, in all
 * namespaces. Images of other repositories are not looked at, nor those that a pod has already, so that a pod can still
 * be changed and deleted when its release is gone. Kubernetes 1.30 and newer.
 */
export function releasePolicy(options: AdmissionOptions): readonly KubernetesObject[] {
  return [policy(options), binding(options)];
}

function policy({ digests, name, repository }: AdmissionOptions): KubernetesObject & { readonly spec: object } {
  const admitted = digests.map((digest) => `'${repository}@${digest}'`).join(', ');
  const own = `i == '${repository}' || i.startsWith('${repository}@') || i.startsWith('${repository}:')`;
  const variables = [
    { name: 'before', expression: `oldObject == null ? [] : ${imagesOf('oldObject')}` },
    { name: 'own', expression: `(${imagesOf('object')}).filter(i, ${own})` },
    { name: 'refused', expression: `variables.own.filter(i, !(i in variables.before) && !(i in [${admitted}]))` },
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

function binding({ name }: AdmissionOptions): KubernetesObject & { readonly spec: object } {
  return {
    apiVersion: GROUP,
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name },
    spec: { policyName: name, validationActions: ['Deny'] },
  };
}

/** The images of a pod's containers of all kinds, in the Common Expression Language. */
function imagesOf(pod: string): string {
  const of = (kind: string) => `(has(${pod}.spec.${kind}) ? ${pod}.spec.${kind}.map(c, c.image) : [])`;
  return ['containers', 'initContainers', 'ephemeralContainers'].map(of).join(' + ');
}
