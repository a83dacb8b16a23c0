import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { InstanceType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { EndpointAccess, KubernetesVersion } from 'aws-cdk-lib/aws-eks-v2';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { EksBlueprintConstruct } from '@aws-quickstart/eks-blueprints';
import { Socket } from 'node:net';
import { CpuClass } from '../../../../constructs';
import { CheckpointCluster } from '../../../../constructs/cluster';
import { clusterScene } from '../../../support/cdk/cluster-scene';
import { nagFindings } from '../../../support/cdk/nag';

describe('CheckpointCluster', () => {
  // The blueprints print the versions of their add-ons to the console.
  beforeEach(() => jest.spyOn(console, 'log').mockImplementation(() => undefined));
  afterEach(() => jest.restoreAllMocks());

  const text = (stack: Stack) => JSON.stringify(Template.fromStack(stack).toJSON());

  test('is private, logs everything and encrypts secrets with a key that rotates', () => {
    const template = Template.fromStack(clusterScene().stack);
    template.hasResourceProperties('AWS::EKS::Cluster', {
      AccessConfig: { AuthenticationMode: 'API' },
      EncryptionConfig: [Match.objectLike({ Resources: ['secrets'] })],
      ResourcesVpcConfig: Match.objectLike({ EndpointPrivateAccess: true, EndpointPublicAccess: false }),
      Logging: {
        ClusterLogging: {
          EnabledTypes: ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'].map((Type) => ({ Type })),
        },
      },
    });
    template.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
  });

  test('has every add-on at its pinned version', () => {
    const template = Template.fromStack(clusterScene({ version: KubernetesVersion.V1_35 }).stack);
    const addOns = Object.values(template.findResources('AWS::EKS::Addon')) as {
      Properties: { AddonName: string; AddonVersion: string };
    }[];
    expect(Object.fromEntries(addOns.map(({ Properties }) => [Properties.AddonName, Properties.AddonVersion]))).toEqual(
      {
        'vpc-cni': 'v1.21.1-eksbuild.1',
        coredns: 'v1.13.2-eksbuild.3',
        'kube-proxy': 'v1.35.0-eksbuild.2',
        'eks-pod-identity-agent': 'v1.3.10-eksbuild.2',
      },
    );
    const installed = Object.values(template.findResources('Custom::AWSCDK-EKS-HelmChart')) as {
      Properties: { Chart: string; Version: string };
    }[];
    expect(Object.fromEntries(installed.map(({ Properties }) => [Properties.Chart, Properties.Version]))).toEqual({
      'aws-efs-csi-driver': '4.3.0',
      'aws-load-balancer-controller': '3.4.0',
      'metrics-server': '3.13.1',
      'aws-for-fluent-bit': '0.2.0',
      'karpenter-crd': '1.13.0',
      karpenter: '1.13.0',
    });
  });

  const charts = (stack: Stack) =>
    Object.values(Template.fromStack(stack).findResources('Custom::AWSCDK-EKS-HelmChart')) as {
      Properties: { Chart: string; Values: unknown };
    }[];

  test('has the optional add-ons that are asked for, and passes cdk-nag without them', () => {
    const off = { fileSystemDriver: false, loadBalancerController: false, metricsServer: false, logCollector: false };
    const { cluster, stack } = clusterScene({ addOns: { ...off, bucketDriver: true } });
    expect(charts(stack).map(({ Properties }) => Properties.Chart)).toEqual([
      'karpenter-crd',
      'karpenter',
      'aws-mountpoint-s3-csi-driver',
    ]);
    expect(cluster.fileSystemDriver).toBeUndefined();
    expect(cluster.podLogs).toBeUndefined();
    expect(nagFindings(stack)).toEqual([]);
  });

  test('pulls the images that the charts name', () => {
    const values = JSON.stringify(charts(clusterScene().stack).map(({ Properties }) => Properties.Values));
    expect(values).not.toMatch(/image|dkr\.ecr/);
  });

  test('has a Karpenter that needs no CoreDNS', () => {
    const [karpenter] = charts(clusterScene().stack).filter(({ Properties }) => Properties.Chart === 'karpenter');
    expect(JSON.stringify(karpenter?.Properties.Values)).toContain('\\"dnsPolicy\\":\\"Default\\"');
  });

  test('has retention on all that logs, and takes the logs with it', () => {
    const template = Template.fromStack(
      clusterScene({ clusterName: 'shop', logRetention: RetentionDays.ONE_WEEK }).stack,
    );
    template.hasResource('AWS::Logs::LogGroup', {
      DeletionPolicy: 'Delete',
      Properties: { LogGroupName: '/aws/eks/shop/cluster', RetentionInDays: 7 },
    });
    const groups = Object.keys(template.findResources('AWS::Logs::LogGroup'));
    const [control] = groups.filter((id) => id.includes('ControlPlaneLogs'));
    template.hasResource('AWS::EKS::Cluster', { DependsOn: Match.arrayWith([control]) });
    const functions = Object.values(template.findResources('AWS::Lambda::Function')) as {
      Properties: { LoggingConfig?: { LogGroup: { Ref: string } } };
    }[];
    expect(functions.length).toBeGreaterThanOrEqual(3);
    for (const { Properties } of functions) expect(groups).toContain(Properties.LoggingConfig?.LogGroup.Ref);
  });

  test('is complete when the constructor returns, without lookups or later changes', async () => {
    const connect = jest.spyOn(Socket.prototype, 'connect');
    const before = text(clusterScene().stack);
    const { cluster, stack } = clusterScene();
    const blueprint = cluster.node.findChild('Blueprint-ct');
    if (!(blueprint instanceof EksBlueprintConstruct)) throw new Error('no blueprint');
    await blueprint.waitForAsyncTasks();
    expect(text(stack)).toBe(before);
    expect(connect).not.toHaveBeenCalled();
  });

  test('listens for the event of nodes that stop', () => {
    const template = Template.fromStack(clusterScene().stack);
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: Match.objectLike({ 'detail-type': ['EC2 Instance State-change Notification'] }),
    });
    expect(text(clusterScene().stack)).not.toContain('"C2 Instance');
  });

  test('accepts interruption messages over TLS only', () => {
    Template.fromStack(clusterScene().stack).hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      }),
    });
  });

  test('grants mounts to the EFS driver, and the S3 driver no access to any bucket', () => {
    const { cluster, stack } = clusterScene();
    const driver = cluster.cluster.node.findChild('efs-csi-controller-sa');
    const role: unknown = driver.node.tryFindChild('Role');
    expect(role === cluster.fileSystemDriver).toBe(true);
    expect(text(stack)).not.toContain('s3:PutObject');
  });

  test('uses a given admin role, and creates none', () => {
    const roles = (stack: Stack) => Object.keys(Template.fromStack(stack).findResources('AWS::IAM::Role'));
    expect(roles(clusterScene().stack).filter((id) => id.includes('AdminRole'))).toHaveLength(1);
    const { stack } = clusterScene({
      adminRole: Role.fromRoleArn(new Stack(), 'Admin', 'arn:aws:iam::111122223333:role/admin'),
    });
    expect(roles(stack).filter((id) => id.includes('AdminRole'))).toEqual([]);
    expect(roles(stack).filter((id) => id.includes('AccessRole'))).toEqual([]);
  });

  test('opens the API server to given addresses', () => {
    const endpointAccess = EndpointAccess.PUBLIC_AND_PRIVATE.onlyFrom('203.0.113.0/24');
    Template.fromStack(clusterScene({ endpointAccess }).stack).hasResourceProperties('AWS::EKS::Cluster', {
      ResourcesVpcConfig: Match.objectLike({ PublicAccessCidrs: ['203.0.113.0/24'] }),
    });
  });

  test('passes cdk-nag', () => {
    expect(nagFindings(clusterScene().stack)).toEqual([]);
  });

  test('passes cdk-nag because of individual reasons: a role added by the user is found', () => {
    const { cluster, stack } = clusterScene();
    new Role(cluster, 'Other', {
      assumedBy: new ServicePrincipal('ec2.amazonaws.com'),
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('AmazonEKSWorkerNodePolicy')],
    });
    expect(nagFindings(stack)).toEqual([expect.stringContaining('/Stack/Cluster/Other/Resource: "AwsSolutions-IAM4')]);
  });

  test.each([
    [undefined, '6.18'],
    ['al2023@v20260714', '6.18'],
    ['al2023@v20250101', undefined],
  ])('knows for the machine image %s that the kernel is %s', (amiAlias, kernel) => {
    expect(clusterScene({ nodes: { amiAlias } }).cluster.nodeKernel).toBe(kernel);
  });

  test('has Kubernetes 1.36 unless told, and is upgraded instead of billed for extended support', () => {
    const template = Template.fromStack(clusterScene().stack);
    template.hasResourceProperties('AWS::EKS::Cluster', {
      Version: '1.36',
      UpgradePolicy: { SupportType: 'STANDARD' },
    });
    template.hasResourceProperties('AWS::EKS::Addon', {
      AddonName: 'kube-proxy',
      AddonVersion: 'v1.36.0-eksbuild.21',
    });
  });

  test.each([
    ['1.34', '"1.34", whose standard support ends on 2026-12-02'],
    ['1.99', '"1.99"'],
  ])('rejects version %s, whose add-ons are not pinned', (version, got) => {
    expect(() => clusterScene({ version: KubernetesVersion.of(version) })).toThrow(
      new Error(
        `\`version\` must be one whose add-ons are pinned, 1.35 or 1.36, got: ${got}; choose one of them, or make the cluster yourself and pass it to RestoreCluster.fromCluster() [at Stack/Cluster]`,
      ),
    );
  });

  test('rejects a stack without account and region', () => {
    expect(() => clusterScene({}, {})).toThrow(
      new Error(
        'the stack of a CheckpointCluster needs a concrete `env`, account and region: add-ons name images by region; pass `env: { account, region }` to the stack [at Stack/Cluster]',
      ),
    );
  });

  test('rejects a duplicate CPU class', () => {
    expect(() => clusterScene({ moreCpuClasses: [CpuClass.m7g(), CpuClass.m7a()] })).toThrow(
      new Error(
        '`moreCpuClasses` must differ from each other and from `cpuClass`, got twice: "m7a" [at Stack/Cluster]',
      ),
    );
  });

  test('has small, encrypted system nodes whose credentials pods cannot reach', () => {
    const template = Template.fromStack(clusterScene().stack);
    template.hasResourceProperties('AWS::EKS::Nodegroup', {
      InstanceTypes: ['m7i.large'],
      LaunchTemplate: Match.anyValue(),
    });
    template.hasResourceProperties('AWS::EC2::LaunchTemplate', {
      LaunchTemplateData: Match.objectLike({
        BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true, VolumeSize: 50, VolumeType: 'gp3' } }],
        MetadataOptions: { HttpPutResponseHopLimit: 1, HttpTokens: 'required' },
      }),
    });
  });

  test('has system nodes with the architecture of the class, or of a given type', () => {
    Template.fromStack(clusterScene({ cpuClass: CpuClass.m7g() }).stack).hasResourceProperties('AWS::EKS::Nodegroup', {
      AmiType: 'AL2023_ARM_64_STANDARD',
      InstanceTypes: ['m7g.large'],
    });
    const systemInstanceType = new InstanceType('m7a.medium');
    Template.fromStack(clusterScene({ systemInstanceType }).stack).hasResourceProperties('AWS::EKS::Nodegroup', {
      InstanceTypes: ['m7a.medium'],
    });
  });

  test('rejects a second cluster in one stack', () => {
    const { stack } = clusterScene();
    const vpc = new Vpc(stack, 'Other', { availabilityZones: ['eu-west-1a'] });
    expect(() => new CheckpointCluster(stack, 'Second', { vpc, cpuClass: CpuClass.m7a() })).toThrow(
      new Error(
        'a stack holds one CheckpointCluster, and Stack/Cluster is in it already; make a stack for each [at Stack/Second]',
      ),
    );
  });

  test('assigns families to their classes, and rejects one of no class', () => {
    const moreCpuClasses = [CpuClass.m7g()];
    const { stack } = clusterScene({ moreCpuClasses, nodes: { families: ['m7a', 'm7g'] } });
    const pools = JSON.stringify(Template.fromStack(stack).findResources('Custom::AWSCDK-EKS-KubernetesResource'));
    expect(pools.match(/instance-family[^}]*?m7[ag]/g)).toHaveLength(2);
    expect(() => clusterScene({ moreCpuClasses, nodes: { families: ['m7a', 'm7g', 't3'] } })).toThrow(
      /^the NodePool of CPU class 'm7a' admits families \["m7a","t3"\], and its checkpoints run on .* only; drop t3, or give those nodes a class of their own \[at Stack\/Cluster\]$/,
    );
  });
});
