import { HandlerFailure } from './kubectl-handler';
import type { KubectlHandler } from './kubectl-handler';
import { asTexts, evaluate } from './evaluate';
import type { Values } from './evaluate';
import { inOrder } from './template';
import type { Resource, Template } from './template';

export type StackStatus =
  'CREATE_COMPLETE' | 'UPDATE_COMPLETE' | 'ROLLBACK_COMPLETE' | 'UPDATE_ROLLBACK_COMPLETE' | 'UPDATE_ROLLBACK_FAILED';

export type Parameters = Readonly<Record<string, string>>;

export interface Outcome {
  readonly status: StackStatus;
  /** The resource that failed first. @default - none failed */
  readonly failed?: FailedResource;
}

export interface FailedResource {
  readonly id: string;
  readonly type: string;
  /** As the event of the resource has it. */
  readonly reason: string;
}

type Properties = Readonly<Record<string, unknown>>;

interface Applied {
  readonly type: string;
  readonly properties: unknown;
  readonly attributes: Readonly<Record<string, string>>;
}

interface Version {
  readonly template: Template;
  readonly parameters: Parameters;
}

export interface StandInOptions {
  /** Bounds how long a resource waits for a value: the CDK's own bound is the 14 minutes of the construct. */
  readonly longestWaitSeconds: number;

  /**
   * What a resource of AWS would have as its reference, or as an attribute.
   *
   * @default - its id, and the attribute's name after it
   */
  readonly known?: (resource: Resource, attribute?: string) => string | undefined;

  /**
   * What a handler is given instead of a resource's properties.
   *
   * @default - the properties
   */
  readonly instead?: (type: string, properties: Properties) => Properties;
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
    private readonly options: StandInOptions,
  ) {}

  /** Creates the stack, or updates it. Parameters that are not given keep their values. */
  public async deploy(template: Template, given: Parameters = {}): Promise<Outcome> {
    const before = this.current;
    const next = { template, parameters: { ...defaults(template), ...before?.parameters, ...given } };
    const changed: string[] = [];
    for (const id of inOrder(template)) {
      const reason = await this.change(id, next, changed);
      if (reason === undefined) continue;
      const failed = { id, type: template.Resources[id]?.Type ?? '', reason };
      return { status: await this.rollBack(before, changed), failed };
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
    const values = this.values({ template, parameters });
    return Object.fromEntries(outputs.map(([id, { Value }]) => [id, String(evaluate(Value, values))]));
  }

  public async delete(): Promise<void> {
    await this.removeAllBut({ Resources: {} });
    this.current = undefined;
  }

  /** Applies a resource whose properties differ from what was applied, and notes that it did; returns why it failed. */
  private async change(id: string, version: Version, changed: string[]): Promise<string | undefined> {
    const { Properties = {}, Type } = version.template.Resources[id] ?? { Type: '' };
    if (!this.handler.handles(Type)) return undefined;
    const properties = this.given(Type, asTexts(evaluate(Properties, this.values(version))) as Properties);
    const before = this.applied.get(id);
    if (before !== undefined && JSON.stringify(before.properties) === JSON.stringify(properties)) return undefined;
    changed.push(id);
    const RequestType = before === undefined ? 'Create' : 'Update';
    // Noted before it is there: what fails may be there in part, and is updated or deleted by the rollback.
    const applied = { type: Type, properties };
    this.applied.set(id, { ...applied, attributes: {} });
    try {
      const attributes = await this.handler.call({ RequestType, ResourceType: Type, ResourceProperties: properties });
      this.applied.set(id, { ...applied, attributes });
      return undefined;
    } catch (error) {
      if (!(error instanceof HandlerFailure)) throw error;
      return `Received response status [FAILED] from custom resource. Message returned: ${error.message}`;
    }
  }

  /** Gives what was changed its old properties again, and deletes what was new. */
  private async rollBack(before: Version | undefined, changed: readonly string[]): Promise<StackStatus> {
    if (before !== undefined) {
      for (const id of inOrder(before.template).filter((one) => changed.includes(one))) {
        if ((await this.change(id, before, [])) !== undefined) return 'UPDATE_ROLLBACK_FAILED';
      }
    }
    await this.removeAllBut(before?.template ?? { Resources: {} });
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

  private values({ parameters, template }: Version): Values {
    const known = (id: string, attribute?: string) => {
      const resource = template.Resources[id];
      return resource === undefined ? undefined : this.options.known?.(resource, attribute);
    };
    return {
      ref: (id) => parameters[id] ?? PSEUDO[id] ?? known(id) ?? id,
      attribute: (id, name) => this.applied.get(id)?.attributes[name] ?? known(id, name) ?? `${id}.${name}`,
    };
  }

  private given(type: string, properties: Properties): Properties {
    const { instead, longestWaitSeconds } = this.options;
    const own = instead?.(type, properties) ?? properties;
    return 'TimeoutSeconds' in own ? { ...own, TimeoutSeconds: String(longestWaitSeconds) } : own;
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
