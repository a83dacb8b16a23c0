import type { Template } from 'aws-cdk-lib/assertions';

interface Parameter {
  readonly Type: string;
  readonly Default?: string | number;
  readonly AllowedPattern?: string;
}

/** What CloudFormation makes of a template with values for its parameters; other references stay as they are. */
export class Deployed {
  private readonly template: {
    readonly Parameters: Record<string, Parameter>;
    readonly Resources: Record<string, unknown>;
  };

  public constructor(
    template: Template,
    private readonly values: Readonly<Record<string, string>> = {},
  ) {
    this.template = template.toJSON() as Deployed['template'];
  }

  /** The values of all parameters of the template's own. */
  public get parameters(): Readonly<Record<string, Parameter>> {
    return this.template.Parameters;
  }

  public resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((one) => this.resolve(one));
    if (typeof value !== 'object' || value === null) return value;
    const { Ref: name, 'Fn::Join': join } = value as { Ref?: string; 'Fn::Join'?: [string, unknown[]] };
    if (name !== undefined) return this.values[name] ?? this.template.Parameters[name]?.Default ?? name;
    if (join !== undefined) return join[1].map((part) => String(this.resolve(part))).join(join[0]);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.resolve(inner)]));
  }
}
