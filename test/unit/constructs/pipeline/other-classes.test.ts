import { CaptureFleet, CaptureHost, CheckpointBucket, CheckpointStore, CpuClass } from '../../../../constructs';
import type { CheckpointPipelineProps } from '../../../../constructs';
import { Template } from 'aws-cdk-lib/assertions';
import { CheckpointPipeline } from '../../../../constructs';
import { pipelineScene, pipelineStack, SOURCE, specWith } from '../../../support/cdk/pipeline-scene';

interface Action {
  readonly Name: string;
  readonly RunOrder: number;
  readonly InputArtifacts: readonly { readonly Name: string }[];
  readonly OutputArtifacts: readonly { readonly Name: string }[];
  readonly Configuration: { readonly EnvironmentVariables?: string };
}

const OTHERS = [{ cpuClass: CpuClass.m7i() }, { cpuClass: CpuClass.m7g() }];

/** The build stage, each action in one line. */
function buildStage(template: Template): readonly (readonly [string, string, string, string])[] {
  const [pipeline] = Object.values(template.findResources('AWS::CodePipeline::Pipeline')) as {
    Properties: { Stages: { Name: string; Actions: Action[] }[] };
  }[];
  const stage = pipeline?.Properties.Stages.find(({ Name }) => Name === 'Build');
  const names = (artifacts: Action['InputArtifacts']) => artifacts.map(({ Name }) => Name).join(' ');
  return (stage?.Actions ?? []).map(({ Configuration, InputArtifacts, Name, OutputArtifacts, RunOrder }) => {
    const variables = JSON.parse(Configuration.EnvironmentVariables ?? '[]') as { name: string; value: string }[];
    const part = variables.find(({ name }) => name === 'EKS_CRAC_PART')?.value ?? '';
    return [`${RunOrder} ${Name}`, names(InputArtifacts), names(OutputArtifacts), part];
  });
}

describe('a pipeline of several CPU classes', () => {
  test('builds for each architecture, captures for each class at the same time, and joins', () => {
    const template = pipelineScene({ otherClasses: OTHERS }).template();
    expect(buildStage(template)).toEqual([
      ['1 Prepare-amd64', 'Source', 'Prepared_amd64', '--part prepare'],
      ['1 Prepare-arm64', 'Source', 'Prepared_arm64', '--part prepare'],
      ['2 Capture-m7a', 'Source Prepared_amd64', 'Draft_m7a', '--part capture --prepared Prepared_amd64'],
      ['2 Capture-m7i', 'Source Prepared_amd64', 'Draft_m7i', '--part capture --prepared Prepared_amd64'],
      ['2 Capture-m7g', 'Source Prepared_arm64', 'Draft_m7g', '--part capture --prepared Prepared_arm64'],
      [
        '3 Release',
        'Source Draft_m7a Draft_m7i Draft_m7g',
        'Release',
        '--part join --cpu-class m7a m7i m7g --draft Draft_m7a Draft_m7i Draft_m7g',
      ],
    ]);
  });

  test('has a host for each, whose build gets the spec of its class and the options of its part', () => {
    const template = pipelineScene({ otherClasses: OTHERS }).template();
    const fleets = Object.values(template.findResources('AWS::CodeBuild::Fleet')) as {
      Properties: { EnvironmentType: string; ComputeConfiguration: { instanceType: string } };
    }[];
    expect(
      fleets.map(({ Properties }) => [Properties.EnvironmentType, Properties.ComputeConfiguration.instanceType]),
    ).toEqual([
      ['LINUX_EC2', 'm7a.large'],
      ['LINUX_EC2', 'm7i.large'],
      ['ARM_EC2', 'm7g.large'],
    ]);
    const specs = Object.values(template.findResources('AWS::CodeBuild::Project')).map((one) => JSON.stringify(one));
    const classes = specs.map((one) => /cpuClass[\\":{]+name[\\":]+([a-z0-9]+)/.exec(one)?.[1]);
    expect(classes.toSorted()).toEqual(['m7a', 'm7g', 'm7i']);
    for (const one of specs) expect(one).toContain('--record release.json $EKS_CRAC_PART');
  });

  test('takes hosts on demand and shared fleets', () => {
    const { stack, vpc } = pipelineStack();
    const fleet = new CaptureFleet(stack, 'Fleet', { vpc, cpuClass: CpuClass.m7i() });
    new CheckpointPipeline(stack, 'Pipeline', {
      ...{ vpc, cpuClass: CpuClass.m7a(), source: SOURCE, spec: specWith({}) },
      otherClasses: [
        { cpuClass: CpuClass.m7i(), fleet },
        { cpuClass: CpuClass.m7g(), host: CaptureHost.onDemand() },
      ],
    });
    Template.fromStack(stack).resourceCountIs('AWS::CodeBuild::Fleet', 2);
  });

  test('of one class is as it was', () => {
    expect(buildStage(pipelineScene({ otherClasses: [] }).template()).map(([name]) => name)).toEqual(['1 Release']);
  });

  test.each<[Partial<CheckpointPipelineProps>, string]>([
    [
      { otherClasses: [{ cpuClass: CpuClass.m7i() }, { cpuClass: CpuClass.m7a() }] },
      "`otherClasses` must have CPU classes that differ from each other and from `cpuClass`, got: m7a, m7i, m7a; drop one 'm7a'",
    ],
  ])('refuses %#', (props, message) => {
    expect(() => pipelineScene(props)).toThrow(message);
  });

  test('refuses a store beside the image', () => {
    expect(() =>
      pipelineScene((stack) => ({
        otherClasses: OTHERS,
        stores: [CheckpointStore.image(), CheckpointStore.bucket(new CheckpointBucket(stack, 'Bucket').bucket)],
      })),
    ).toThrow(
      "`otherClasses` is for releases in CheckpointStore.image() alone, and `stores` has one of type 'bucket'; drop it, or make a pipeline for each CPU class",
    );
  });

  test('refuses a fleet of another class', () => {
    expect(() =>
      pipelineScene((stack, vpc) => {
        const fleet = new CaptureFleet(stack, 'Fleet', { vpc, cpuClass: CpuClass.m7g() });
        return { otherClasses: [{ cpuClass: CpuClass.m7i(), fleet }] };
      }),
    ).toThrow("`fleet` must have hosts of CPU class 'm7i'");
  });
});
