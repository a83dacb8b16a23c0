import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import cdk from '../../../cdk.json';
import { referenceApp } from '../../../lib/reference-app';
import { buildSpec } from '../../support/cdk/build-spec';
import { appliedObjects } from '../../support/cdk/cluster-scene';
import { REGION } from '../../support/cdk/iam';
import { nagFindings } from '../../support/cdk/nag';
import { ALARM_TOPIC, referenceScene } from '../../support/cdk/reference-scene';

const STACKS = ['EksCracBase', 'EksCracCluster', 'SpringdemoPipeline', 'SpringdemoService'];

describe('the reference app', () => {
  /** For tests that only read templates: to build and synthesize it takes seconds. */
  let scene: ReturnType<typeof referenceScene>;

  beforeAll(() => (scene = referenceScene()));
  beforeEach(() => jest.spyOn(console, 'log').mockImplementation(() => undefined));
  afterEach(() => jest.restoreAllMocks());

  test('has a service stack once there is a release', () => {
    const without = new App({ context: cdk.context });
    referenceApp(without);
    const names = (app: App) => app.node.children.map(({ node }) => node.id);
    expect(names(without)).toEqual(STACKS.slice(0, 3));
    expect(names(referenceScene().app)).toEqual(STACKS);
  });

  test('looks nothing up, and gives identical templates every time', () => {
    const assemblies = [referenceScene().app.synth(), referenceScene().app.synth()];
    const texts = assemblies.map(({ manifest, stacks }) => {
      expect(manifest.missing).toBeUndefined();
      return stacks.map(({ templateFullPath }) => readFileSync(templateFullPath, 'utf8'));
    });
    expect(texts[0]).toEqual(texts[1]);
  });

  test.each(STACKS)('passes cdk-nag: %s', (id) => {
    expect(nagFindings(referenceScene().stack(id))).toEqual([]);
  });

  test('outputs how to reach the cluster, where releases are and where the pipeline is', () => {
    const outputs = STACKS.flatMap((id) => Object.keys(Template.fromStack(scene.stack(id)).findOutputs('*')));
    expect(outputs).toEqual(
      expect.arrayContaining(['KubeconfigCommand', 'RepositoryUri', 'PipelineLink', 'StartTimesCommand']),
    );
  });

  test('has one table for captures and another for production', () => {
    const { stack } = scene;
    const grants = (id: string) =>
      Object.values(Template.fromStack(stack(id)).findResources('AWS::IAM::Policy')).filter((policy) =>
        JSON.stringify(policy).includes('dynamodb:PutItem'),
      );
    expect(JSON.stringify(grants('SpringdemoPipeline'))).toContain('CaptureCustomers');
    const service = JSON.stringify(grants('SpringdemoService'));
    expect(service).toContain('Customers');
    expect(service).not.toContain('CaptureCustomers');
  });

  test('captures springdemo like a rehearsal, with a DynamoDB table instead of the stand-in', () => {
    const [command] = buildSpec(Template.fromStack(scene.stack('SpringdemoPipeline'))).phases.build.commands;
    const [, json = '', source] = /--spec-json '([^']*)' --source "([^"]*)"/.exec(command) ?? [];
    const file = parse(readFileSync('examples/springdemo/eks-crac.yaml', 'utf8')) as { build: object; run: object };
    expect(JSON.parse(json)).toEqual({
      ...file,
      build: { ...file.build, args: { BASE_IMAGE: cdk.context.jdkImage, BUILD_IMAGE: cdk.context.buildImage } },
      run: {
        ...file.run,
        env: { MODE: 'prod', AWS_REGION: REGION, CUSTOMERS_TABLE: 'imported', DYNAMODB_ENDPOINT: '' },
      },
      companions: [],
      cpuClass: { name: 'm7a' },
      credentials: { roleArn: expect.any(String) as string },
      publish: expect.objectContaining({
        s3: expect.any(Object) as object,
        efs: expect.any(Object) as object,
      }) as object,
    });
    expect(source).toBe('$CODEBUILD_SRC_DIR/examples/springdemo');
  });

  test('restores from the image, from EFS and from S3, and starts cold for comparison', () => {
    const template = Template.fromStack(scene.stack('SpringdemoService'));
    template.resourceCountIs('AWS::EKS::PodIdentityAssociation', 4);
    const manifests = JSON.stringify(template.findResources('Custom::AWSCDK-EKS-KubernetesResource'));
    for (const name of ['springdemo', 'springdemo-cold', 'springdemo-filesystem', 'springdemo-bucket'])
      expect(manifests).toContain(`\\"kind\\":\\"Deployment\\",\\"metadata\\":{\\"name\\":\\"${name}\\"`);
  });

  test('has a load balancer for each variant, open to the addresses of the context, and none without', () => {
    const ingresses = (stack: Stack) =>
      appliedObjects(Template.fromStack(stack).toJSON()).filter(({ kind }) => kind === 'Ingress');
    const found = ingresses(scene.stack('SpringdemoService'));
    expect(found).toHaveLength(4);
    for (const { metadata } of found)
      expect(metadata).toMatchObject({
        annotations: {
          'alb.ingress.kubernetes.io/scheme': 'internet-facing',
          'alb.ingress.kubernetes.io/inbound-cidrs': '203.0.113.0/24',
        },
      });
    const charts = (stack: Stack) =>
      Object.values(Template.fromStack(stack).findResources('Custom::AWSCDK-EKS-HelmChart')).map(
        (chart) => (chart as { Properties: { Chart: string } }).Properties.Chart,
      );
    const without = new App({ analyticsReporting: false, context: cdk.context });
    referenceApp(without);
    expect(charts(scene.stack('EksCracCluster'))).toContain('aws-load-balancer-controller');
    expect(charts(Stack.of(without.node.findChild('EksCracCluster')))).toEqual([
      'aws-efs-csi-driver',
      'karpenter-crd',
      'karpenter',
      'aws-for-fluent-bit',
    ]);
  });

  test('has alarms for what should restore, and dashboards, once there is a topic for them', () => {
    const template = (id: string) => Template.fromStack(scene.stack(id));
    template('SpringdemoPipeline').hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmActions: [ALARM_TOPIC] });
    template('SpringdemoService').resourceCountIs('AWS::CloudWatch::Alarm', 3);
    template('SpringdemoService').resourceCountIs('AWS::CloudWatch::Dashboard', 1);
    const without = new App({ analyticsReporting: false, context: cdk.context });
    referenceApp(without);
    const pipeline = Template.fromStack(Stack.of(without.node.findChild('SpringdemoPipeline')));
    for (const type of ['Alarm', 'Dashboard']) pipeline.resourceCountIs(`AWS::CloudWatch::${type}`, 0);
  });

  test('retains what cannot be recreated', () => {
    Template.fromStack(scene.stack('EksCracBase')).hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: Match.objectLike({ KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] }),
    });
  });

  test.each(['EksCracBase', 'EksCracCluster', 'SpringdemoPipeline', 'SpringdemoService'])(
    'keeps nothing of a deployment that failed: %s',
    (id) => {
      const { Resources } = Template.fromStack(scene.stack(id)).toJSON() as {
        Resources: Record<string, { DeletionPolicy?: string }>;
      };
      const kept = Object.entries(Resources).filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain');
      expect(kept.map(([name]) => name)).toEqual([]);
    },
  );

  test('creates the namespace before the workloads that need it', () => {
    const template = Template.fromStack(scene.stack('SpringdemoService'));
    const objects = Object.entries(template.findResources('Custom::AWSCDK-EKS-KubernetesResource')) as [
      string,
      { DependsOn: string[]; Properties: { Manifest: unknown } },
    ][];
    const main = objects.filter(([id]) => id.includes('Objects'));
    const first = main.filter(([, { Properties }]) => JSON.stringify(Properties.Manifest).includes('Namespace\\"'));
    expect(first.map(([id]) => id)).toEqual([expect.stringMatching(/^ImageObjects/)]);
    const others = main.filter(([id]) => !id.startsWith('Image'));
    expect(others).toHaveLength(3);
    for (const [, { DependsOn }] of others) expect(DependsOn).toContain(first[0]?.[0]);
  });

  test('selects the pods of all variants in the command for start times', () => {
    const template = Template.fromStack(scene.stack('SpringdemoService'));
    const [{ Value: command } = { Value: '' }] = Object.values(template.findOutputs('StartTimesCommand')) as {
      Value: string;
    }[];
    const [, label = '', value = ''] = /--selector (\S+)=(\S+) /.exec(command) ?? [];
    const manifests = JSON.stringify(template.findResources('Custom::AWSCDK-EKS-KubernetesResource'));
    // Deployment and pod of each.
    const found =
      manifests.split(`\\\\\\"${label}\\\\\\":\\\\\\"${value}\\\\\\"`).length - 1 ||
      manifests.split(`${label}\\":\\"${value}\\"`).length - 1;
    expect(found).toBeGreaterThanOrEqual(8);
    expect(command).toContain('--tail=-1');
  });

  test('opens EFS to pipeline and nodes, but not to the control plane', () => {
    const rules = ['EksCracBase', 'EksCracCluster', 'SpringdemoPipeline', 'SpringdemoService'].flatMap((id) =>
      Object.values(Template.fromStack(scene.stack(id)).findResources('AWS::EC2::SecurityGroupIngress')),
    ) as { Properties: { FromPort: number; SourceSecurityGroupId: unknown } }[];
    const sources = rules
      .filter(({ Properties }) => Properties.FromPort === 2049)
      .map(({ Properties }) => JSON.stringify(Properties.SourceSecurityGroupId));
    expect(sources.length).toBeGreaterThan(0);
    expect(sources.filter((source) => source.includes('ControlPlane'))).toEqual([]);
  });

  test('opens the API server to addresses of the context', () => {
    const app = new App({ analyticsReporting: false, context: { ...cdk.context, apiServerCidrs: '192.0.2.0/24' } });
    referenceApp(app);
    Template.fromStack(Stack.of(app.node.findChild('EksCracCluster'))).hasResourceProperties('AWS::EKS::Cluster', {
      ResourcesVpcConfig: Match.objectLike({ PublicAccessCidrs: ['192.0.2.0/24'] }),
    });
  });
});
