import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { readFileSync } from 'node:fs';
import cdk from '../../cdk.json';
import { referenceApp } from '../../lib/reference-app';
import { nagFindings } from '../support/cdk/nag';
import { referenceScene } from '../support/cdk/reference-scene';

const STACKS = ['EksCracBase', 'EksCracCluster', 'SpringdemoPipeline', 'SpringdemoService'];

beforeEach(() => jest.spyOn(console, 'log').mockImplementation(() => undefined));
afterEach(() => jest.restoreAllMocks());

test('has a service once there is a release', () => {
  const without = new App({ context: cdk.context });
  referenceApp(without);
  const names = (app: App) => app.node.children.map(({ node }) => node.id);
  expect(names(without)).toEqual(STACKS.slice(0, 3));
  expect(names(referenceScene().app)).toEqual(STACKS);
});

test('looks nothing up, and gives the same templates again, byte for byte', () => {
  const assemblies = [referenceScene().app.synth(), referenceScene().app.synth()];
  const texts = assemblies.map(({ manifest, stacks }) => {
    expect(manifest.missing).toBeUndefined();
    return stacks.map(({ templateFullPath }) => readFileSync(templateFullPath, 'utf8'));
  });
  expect(texts[0]).toEqual(texts[1]);
});

test.each(STACKS)('%s passes the security rules', (id) => {
  expect(nagFindings(referenceScene().stack(id))).toEqual([]);
});

test('tells how to reach the cluster, where releases are and where the pipeline is', () => {
  const outputs = STACKS.flatMap((id) => Object.keys(Template.fromStack(referenceScene().stack(id)).findOutputs('*')));
  expect(outputs).toEqual(
    expect.arrayContaining(['KubeconfigCommand', 'RepositoryUri', 'PipelineLink', 'StartTimesCommand']),
  );
});

test('the captured service has a table of its own, and the restored one that of production', () => {
  const { stack } = referenceScene();
  const grants = (id: string) =>
    Object.values(Template.fromStack(stack(id)).findResources('AWS::IAM::Policy')).filter((policy) =>
      JSON.stringify(policy).includes('dynamodb:PutItem'),
    );
  expect(JSON.stringify(grants('SpringdemoPipeline'))).toContain('CaptureCustomers');
  const service = JSON.stringify(grants('SpringdemoService'));
  expect(service).toContain('Customers');
  expect(service).not.toContain('CaptureCustomers');
});

test('restores from the image, from EFS and from S3, and starts cold beside them', () => {
  const template = Template.fromStack(referenceScene().stack('SpringdemoService'));
  template.resourceCountIs('AWS::EKS::PodIdentityAssociation', 4);
  const manifests = JSON.stringify(template.findResources('Custom::AWSCDK-EKS-KubernetesResource'));
  for (const name of ['springdemo', 'springdemo-cold', 'springdemo-filesystem', 'springdemo-bucket'])
    expect(manifests).toContain(`\\"kind\\":\\"Deployment\\",\\"metadata\\":{\\"name\\":\\"${name}\\"`);
});

test('keeps what cannot be made again', () => {
  Template.fromStack(referenceScene().stack('EksCracBase')).hasResource('AWS::DynamoDB::Table', {
    DeletionPolicy: 'Retain',
    Properties: Match.objectLike({ KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] }),
  });
});
