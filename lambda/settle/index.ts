import { EKSClient } from '@aws-sdk/client-eks';
import { customResource, required } from '../custom-resource';
import { settle } from './settle';

/** Answers when the credentials of a workload's pods are there, so that no pod is created before. */
export const handler = customResource(async ({ AssociationId, ClusterName, RoleArn }) => {
  const associationId = required('AssociationId', AssociationId);
  await settle(new EKSClient(), {
    associationId,
    clusterName: required('ClusterName', ClusterName),
    roleArn: required('RoleArn', RoleArn),
  });
  return { id: associationId };
});
