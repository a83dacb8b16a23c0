import { Artifact } from 'aws-cdk-lib/aws-codepipeline';
import { CodeBuildAction } from 'aws-cdk-lib/aws-codepipeline-actions';
import type { BuildEnvironmentVariable, IProject } from 'aws-cdk-lib/aws-codebuild';
import type { CpuClass } from '../engines';
import { PART_VARIABLE } from './stage-command';

/** The build of one CPU class. */
export interface ClassBuild {
  readonly cpuClass: CpuClass;
  readonly project: IProject;
}

export interface BuildPartsProps {
  /** The first one joins the release. */
  readonly builds: readonly [ClassBuild, ...ClassBuild[]];
  readonly source: Artifact;
  readonly release: Artifact;
  readonly variables: Readonly<Record<string, BuildEnvironmentVariable>>;
}

/**
 * The actions of a release with several CPU classes: one that builds for each architecture, then one that captures for each
 * class at the same time, then the one that joins.
 */
export class BuildParts {
  public readonly actions: readonly CodeBuildAction[];
  /** The action that makes the release. */
  public readonly join: CodeBuildAction;

  public constructor(private readonly props: BuildPartsProps) {
    const [first] = props.builds;
    const prepared = new Map<string, Artifact>();
    const prepare = props.builds.flatMap((build) => {
      const { architecture } = build.cpuClass;
      if (prepared.has(architecture)) return [];
      const output = new Artifact(`Prepared_${architecture}`);
      prepared.set(architecture, output);
      return [this.action(`Prepare-${architecture}`, build, { order: 1, output, words: ['--part', 'prepare'] })];
    });
    const drafts: Artifact[] = [];
    const capture = props.builds.map((build) => {
      const { architecture, name } = build.cpuClass;
      const [input, output] = [prepared.get(architecture), new Artifact(`Draft_${name.replaceAll('-', '_')}`)];
      drafts.push(output);
      const words = ['--part', 'capture', '--prepared', input?.artifactName ?? ''];
      return this.action(`Capture-${name}`, build, {
        order: 2,
        output,
        words,
        inputs: input === undefined ? [] : [input],
      });
    });
    const names = props.builds.map(({ cpuClass: { name } }) => name);
    const ofDrafts = drafts.map(({ artifactName }) => artifactName ?? '');
    const words = ['--part', 'join', '--cpu-class', ...names, '--draft', ...ofDrafts];
    this.join = this.action('Release', first, { order: 3, output: props.release, words, inputs: drafts });
    this.actions = [...prepare, ...capture, this.join];
  }

  private action(name: string, { project }: ClassBuild, part: Part): CodeBuildAction {
    const { source, variables } = this.props;
    return new CodeBuildAction({
      actionName: name,
      project,
      input: source,
      extraInputs: [...(part.inputs ?? [])],
      outputs: [part.output],
      runOrder: part.order,
      environmentVariables: { ...variables, [PART_VARIABLE]: { value: part.words.join(' ') } },
    });
  }
}

interface Part {
  readonly order: number;
  readonly output: Artifact;
  /** Options of the stage, none of which has a space in it. */
  readonly words: readonly string[];
  /** @default - the source alone */
  readonly inputs?: readonly Artifact[];
}
