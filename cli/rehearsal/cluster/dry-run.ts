import type { Deployment } from 'kubernetes-types/apps/v1';
import { z } from 'zod';
import type { KubernetesObject } from '../../../manifests';
import { CREDENTIAL_ENVIRONMENT } from '../../../stage/sandbox/sandbox';
import type { Kubectl } from './kubectl';

const podSchema = z.object({
  spec: z.object({
    containers: z.array(z.object({ name: z.string(), env: z.array(z.object({ name: z.string() })).default([]) })),
  }),
});

/**
 * Submits a workload and its pod as a server-side dry run. A Deployment is accepted whatever its pods are like, while
 * policies, quotas and limits apply to pods. Returns whether the cluster gives the pod AWS credentials.
 */
export async function dryRunWorkload(kubectl: Kubectl, objects: readonly KubernetesObject[]): Promise<boolean> {
  // A pod without its service account is rejected for that reason alone.
  const isAccount = ({ kind }: KubernetesObject) => kind === 'ServiceAccount';
  await kubectl.apply(objects.filter(isAccount));
  await kubectl.judge(objects.filter((object) => !isAccount(object)));
  const deployment = objects.find(({ kind }) => kind === 'Deployment') as Deployment & KubernetesObject;
  const { metadata, spec: { template } = { template: undefined } } = deployment;
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, ...template?.metadata }, spec: template?.spec };
  const { spec } = await kubectl.judged(podSchema, pod);
  const names = spec.containers.find(({ name }) => name === 'service')?.env.map(({ name }) => name) ?? [];
  return Object.keys(CREDENTIAL_ENVIRONMENT).some((name) => names.includes(name));
}
