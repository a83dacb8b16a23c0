import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { rehearseOnCluster } from '../../../cli/rehearsal/cluster';
import type { PodTimes } from '../../../cli/rehearsal/cluster';
import { Kubectl } from '../../../cli/rehearsal/cluster/kubectl';
import { Progress } from '../../../cli/render/progress';
import { parseCaptureSpec } from '../../../contract';
import type { ReleaseRecord } from '../../../contract';
import { ProcessRunner } from '../../../kit/process';
import type { StageContext } from '../../../stage/context/stage-context';
import type { Scene, SpecInput } from '../../support/containers/scene';
import { contextOf, PUBLISHED } from '../../support/unit-context';
import { fakeOutput } from '../../support/unit-output';
import { testCluster } from './test-cluster';
import type { TestCluster } from './test-cluster';

/** Makes objects in every namespace that is made, and waits until they count. */
export interface NamespaceRules {
  readonly objects: (namespace: string) => readonly object[];
  readonly settled: readonly string[];
}

/** A cluster whose operator gives every new namespace its quotas, before anybody can use it. */
class RuledKubectl extends Kubectl {
  public constructor(
    runner: ProcessRunner,
    context: string,
    private readonly rules: NamespaceRules | undefined,
  ) {
    super(runner, context);
  }

  public override async create(objects: readonly object[], output?: string): Promise<string> {
    const made = await super.create(objects, output);
    const [first] = objects as readonly { kind: string; metadata: { name: string } }[];
    if (this.rules === undefined || first?.kind !== 'Namespace') return made;
    const { name } = first.metadata;
    await super.create(this.rules.objects(name));
    await this.run([...this.rules.settled, '--namespace', name]);
    return made;
  }
}

/** The part of `rehearse --cluster` that begins when there is a release. */
export class ClusterRehearsal {
  private readonly output = fakeOutput();

  private constructor(
    private readonly cluster: TestCluster,
    private readonly context: StageContext,
  ) {}

  /** Of a scene's capture spec, changed as given. */
  public static async of(scene: Scene, change: Partial<SpecInput> = {}): Promise<ClusterRehearsal> {
    const written = JSON.parse(readFileSync(scene.specFile, 'utf8')) as SpecInput;
    const spec = parseCaptureSpec({ ...written, ...change }, scene.specFile);
    const context = contextOf({ spec, repository: scene.repository });
    return new ClusterRehearsal(await testCluster(), context);
  }

  /** How the program finds kubectl and the cluster. */
  public static environment({ kubectl }: TestCluster): Readonly<Record<string, string>> {
    const { kubeconfig, program } = kubectl.access;
    return { KUBECONFIG: kubeconfig, PATH: `${dirname(program)}:${process.env['PATH'] ?? ''}` };
  }

  public get namespace(): string {
    return `eks-crac-${this.context.run.id}`;
  }

  /** What was told meanwhile. */
  public get told(): string {
    return this.output.text();
  }

  public run(record: ReleaseRecord, rules?: NamespaceRules): Promise<readonly PodTimes[]> {
    const runner = new ProcessRunner().withEnv(ClusterRehearsal.environment(this.cluster));
    const kubectl = new RuledKubectl(runner, this.cluster.kubectl.access.context, rules);
    const { companions } = this.context.spec;
    const images = companions.flatMap(({ name, source }) =>
      source.kind === 'image' ? [[name, source.image] as const] : [],
    );
    const published = { ...PUBLISHED, companionImages: Object.fromEntries<string>(images) };
    const rehearsal = { kubectl, context: this.context, capture: { record, published }, runs: 1 };
    return rehearseOnCluster(rehearsal, new Progress(this.output.stream));
  }

  /** Whether its namespace is in the cluster. */
  public async isThere(): Promise<boolean> {
    const { stdout } = await this.cluster.kubectl.run(['get', 'namespace', this.namespace, '--ignore-not-found']);
    return stdout !== '';
  }
}
