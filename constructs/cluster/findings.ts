import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { acceptFindings } from '../core/accepted-finding';
import type { ClusterAddOns } from './cluster-add-ons';

const REQUIRED_BY_EKS =
  'the policy that EKS documents for this role: https://docs.aws.amazon.com/eks/latest/userguide/security-iam-awsmanpol.html';
const OF_THE_CDK = 'the function by which the CDK applies manifests and charts; its role is made by the CDK';
const KARPENTER =
  "the policy that Karpenter publishes for its controller; its conditions bind it to this cluster's own resources";
const LOAD_BALANCER =
  'the policy that the AWS Load Balancer Controller publishes; its conditions bind it to resources with its own tags';

/** cdk-nag findings by path below the cluster, each with its reason. */
const MANAGED_POLICIES: readonly (readonly [path: string, reason: string, policies: readonly string[]])[] = [
  ['Role', REQUIRED_BY_EKS, ['AmazonEKSClusterPolicy']],
  [
    'karpenter-node-role',
    REQUIRED_BY_EKS,
    [
      'AmazonEKSWorkerNodePolicy',
      'AmazonEKS_CNI_Policy',
      'AmazonEC2ContainerRegistryReadOnly',
      'AmazonSSMManagedInstanceCore',
    ],
  ],
  [
    'Nodegroupsystem-ng/NodeGroupRole',
    REQUIRED_BY_EKS,
    ['AmazonEKSWorkerNodePolicy', 'AmazonEKS_CNI_Policy', 'AmazonEC2ContainerRegistryReadOnly'],
  ],
  [
    'KubectlProvider/Handler/ServiceRole',
    OF_THE_CDK,
    [
      'service-role/AWSLambdaBasicExecutionRole',
      'service-role/AWSLambdaVPCAccessExecutionRole',
      'AmazonEC2ContainerRegistryReadOnly',
      'AmazonElasticContainerRegistryPublicReadOnly',
    ],
  ],
  [
    'KubectlProvider/Provider/framework-onEvent/ServiceRole',
    OF_THE_CDK,
    ['service-role/AWSLambdaBasicExecutionRole', 'service-role/AWSLambdaVPCAccessExecutionRole'],
  ],
];

const EC2_TYPES =
  'spot-instances-request|security-group|subnet|launch-template|fleet|instance|volume|network-interface';

type Wildcards = readonly [path: string, reason: string, findings: readonly string[]];

const WILDCARDS: readonly Wildcards[] = [
  [
    'blueprints-addon-karpenter-node-lifecycle-policy',
    KARPENTER,
    ['/:ec2:[a-z0-9-]+::(image|snapshot)\\/\\*$/', `/:ec2:[a-z0-9-]+:\\*:(${EC2_TYPES})\\/\\*$/`],
  ],
  ['blueprints-addon-karpenter-iam-integration-policy', KARPENTER, ['/^Resource::\\*$/']],
  [
    'blueprints-addon-karpenter-resource-discovery-policy',
    KARPENTER,
    ['/^Resource::\\*$/', '/:ssm:[a-z0-9-]+::parameter\\/aws\\/service\\/\\*$/'],
  ],
  ['blueprints-addon-karpenter-zonal-shift-policy', KARPENTER, ['/^Resource::\\*$/']],
  [
    'KubectlProvider/Provider/framework-onEvent/ServiceRole/DefaultPolicy',
    OF_THE_CDK,
    ['/^Resource::<.*KubectlProviderHandler.*\\.Arn>:\\*$/'],
  ],
];

const FILE_SYSTEM_DRIVER: Wildcards = [
  'efs-csi-controller-sa/Role/DefaultPolicy',
  'the policy that the EFS CSI driver publishes: it describes file systems, and touches access points with its own tag only',
  ['/^Resource::\\*$/'],
];

const LOAD_BALANCER_CONTROLLER: Wildcards = [
  'aws-load-balancer-controller/Role/DefaultPolicy',
  LOAD_BALANCER,
  [
    '/^Resource::\\*$/',
    '/:ec2:\\*:\\*:security-group\\/\\*$/',
    '/:elasticloadbalancing:\\*:\\*:(targetgroup|loadbalancer|listener|listener-rule)\\/[a-z/*]+$/',
  ],
];

/** Suppresses, one by one, the cdk-nag findings in parts prescribed by EKS, the CDK and the add-ons. */
export function acceptClusterFindings(scope: IConstruct, cluster: IConstruct, addOns: ClusterAddOns): void {
  for (const [path, reason, policies] of MANAGED_POLICIES) {
    const appliesTo = policies.map((policy) => `/:iam::aws:policy\\/${policy.replaceAll('/', '\\/')}/`);
    acceptFindings(at(cluster, path), { id: 'AwsSolutions-IAM4', reason, appliesTo });
  }
  const { fileSystemDriver = true, loadBalancerController = true } = addOns;
  const wildcards = [
    ...WILDCARDS,
    ...(fileSystemDriver ? [FILE_SYSTEM_DRIVER] : []),
    ...(loadBalancerController ? [LOAD_BALANCER_CONTROLLER] : []),
  ];
  for (const [path, reason, appliesTo] of wildcards) {
    acceptFindings(at(cluster, path), { id: 'AwsSolutions-IAM5', reason, appliesTo });
  }
  acceptFindings(at(cluster, 'KubectlProvider/Handler'), {
    id: 'AwsSolutions-L1',
    reason: 'the CDK chooses the runtime of its kubectl handler, and a newer one is not tested with it',
  });
  acceptFindings(at(Stack.of(scope), 'karpenter-queue'), {
    id: 'AwsSolutions-SQS3',
    reason: 'a message announces that a node is about to stop; one that was not read in time is useless',
  });
}

function at(root: IConstruct, path: string): IConstruct {
  return path.split('/').reduce((construct, id) => construct.node.findChild(id), root);
}
