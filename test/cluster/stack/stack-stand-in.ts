import type { KubectlHandler } from './kubectl-handler';
import { asTexts, evaluate } from './evaluate';
import type { Values } from './evaluate';
import { inOrder } from './template';
import type { Template } from './template';

export type StackStatus =
  | 'CREATE_COMPLETE'
  | 'UPDATE_COMPLETE'
  | 'ROLLBACK_COMPLETE'
  | 'UPDATE_ROLLBACK_COMPLETE'
  | 'UPDATE_ROLLBACK_FAILED'
  | 'DELETE_COMPLETE';

export type Parameters = Readonly<Record<string, string>>;

export interface Outcome {
  readonly status: StackStatus;
  /** Why the first resource failed, as an event of the stack has it. @default - nothing failed */
  readonly reason?: string;
}

interface Applied {
  readonly type: string;
  readonly properties: unknown;
  readonly attributes: Readonly<Record<string, string>>;
}

interface Version {
  readonly template: Template;
  readonly parameters: Parameters;
}

/**
 * Stands in for CloudFormation: applies the Kubernetes resources of a template to a cluster by the CDK's own handlers, in
 * the order of their dependencies, and rolls a failed update back as CloudFormation does. Resources of AWS are not
 * created; a reference to one is its id.
 */
export class StackStandIn {
  private readonly applied = new Map<string, Applied>();
  private current: Version | undefined;

  public constructor(
    public readonly name: string,
    private readonly handler: KubectlHandler,
    /** Bounds how long a resource waits for a value: the CDK's own bound is the 14 minutes of the construct. */
    private readonly longestWaitSeconds: number,
  ) {}

  /** Creates the stack, or updates it. Parameters that are not given keep their values. */
  public async deploy(template: Template, given: Parameters = {}): Promise<Outcome> {
    const before = this.current;
    const next = { template, parameters: { ...defaults(template), ...before?.parameters, ...given } };
    const changed: string[] = [];
    try {
      for (const id of inOrder(template)) await this.change(id, next, changed);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { status: await this.rollBack(before, changed), reason };
    }
    this.current = next;
    await this.removeAllBut(template);
    return { status: before === undefined ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE' };
  }

  /** The template and the values of the parameters, as the stack has them. */
  public get version(): Version {
    if (this.current === undefined) throw new Error(`stack ${this.name} does not exist`);
    return this.current;
  }

  /** The outputs of the stack. */
  public outputs(): Readonly<Record<string, string>> {
    const { template, parameters } = this.version;
    const outputs = Object.entries(template.Outputs ?? {});
    return Object.fromEntries(
      outputs.map(([id, { Value }]) => [id, String(evaluate(Value, this.values(parameters)))]),
    );
  }

  public async delete(): Promise<Outcome> {
    await this.removeAllBut({ Resources: {} });
    this.current = undefined;
    return { status: 'DELETE_COMPLETE' };
  }

  /** Applies a resource whose properties differ from what was applied, and notes that it did. */
  private async change(id: string, { parameters, template }: Version, changed: string[]): Promise<void> {
    const { Properties = {}, Type } = template.Resources[id] ?? { Type: '' };
    if (!this.handler.handles(Type)) return;
    const properties = this.bounded(asTexts(evaluate(Properties, this.values(parameters))));
    const before = this.applied.get(id);
    if (before !== undefined && JSON.stringify(before.properties) === JSON.stringify(properties)) return;
    changed.push(id);
    const RequestType = before === undefined ? 'Create' : 'Update';
    try {
      const attributes = await this.handler.call({ RequestType, ResourceType: Type, ResourceProperties: properties });
      this.applied.set(id, { type: Type, properties, attributes });
    } catch (error) {
      // A resource that could not be created is deleted, since it may be there in part.
      if (before === undefined) this.applied.set(id, { type: Type, properties, attributes: {} });
      const says = error instanceof Error ? error.message : String(error);
      throw new Error(`${id}: Received response status [FAILED] from custom resource. Message returned: ${says}`, {
        cause: error,
      });
    }
  }

  private async rollBack(before: Version | undefined, changed: readonly string[]): Promise<StackStatus> {
    const old = new Map(this.applied);
    try {
      for (const id of before === undefined ? [] : inOrder(before.template)) {
        // What was updated gets the properties that it had, the one that failed among them.
        if (changed.includes(id)) this.applied.set(id, { type: '', properties: undefined, attributes: {} });
        if (before !== undefined) await this.change(id, before, []);
      }
      await this.removeAllBut(before?.template ?? { Resources: {} });
    } catch {
      for (const [id, applied] of old) this.applied.set(id, applied);
      return 'UPDATE_ROLLBACK_FAILED';
    }
    return before === undefined ? 'ROLLBACK_COMPLETE' : 'UPDATE_ROLLBACK_COMPLETE';
  }

  /** Deletes what a template does not have, the last one first. */
  private async removeAllBut({ Resources }: Template): Promise<void> {
    for (const [id, { properties, type }] of [...this.applied].reverse()) {
      if (id in Resources) continue;
      await this.handler.call({ RequestType: 'Delete', ResourceType: type, ResourceProperties: properties });
      this.applied.delete(id);
    }
  }

  private values(parameters: Parameters): Values {
    return {
      ref: (id) => parameters[id] ?? PSEUDO[id] ?? id,
      attribute: (id, name) => this.applied.get(id)?.attributes[name] ?? `${id}.${name}`,
    };
  }

  private bounded(properties: unknown): unknown {
    if (typeof properties !== 'object' || properties === null || !('TimeoutSeconds' in properties)) return properties;
    return { ...properties, TimeoutSeconds: String(this.longestWaitSeconds) };
  }
}

const PSEUDO: Parameters = {
  'AWS::Region': 'us-east-1',
  'AWS::AccountId': '111122223333',
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
};

function defaults({ Parameters = {} }: Template): Parameters {
  return Object.fromEntries(
    Object.entries(Parameters).flatMap(([id, { Default }]) => (Default === undefined ? [] : [[id, String(Default)]])),
  );
}
