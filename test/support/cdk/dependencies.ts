interface Resource {
  readonly Type: string;
  readonly DependsOn?: string | readonly string[];
}

/** The resources of a template, and which of them CloudFormation makes before each, and deletes after it. */
export class Dependencies {
  public readonly resources: Readonly<Record<string, Resource>>;

  public constructor(template: object) {
    this.resources = (template as { readonly Resources: Readonly<Record<string, Resource>> }).Resources;
  }

  /** The ids of resources whose type starts with one of the prefixes. */
  public ofType(...prefixes: readonly string[]): readonly string[] {
    return Object.keys(this.resources).filter((id) =>
      prefixes.some((prefix) => this.resources[id]?.Type.startsWith(prefix)),
    );
  }

  /** All resources that a resource depends on, directly or through others. */
  public of(id: string, found = new Set<string>()): ReadonlySet<string> {
    for (const next of this.direct(id)) {
      if (found.has(next)) continue;
      found.add(next);
      this.of(next, found);
    }
    return found;
  }

  private direct(id: string): readonly string[] {
    const { DependsOn = [], ...rest } = this.resources[id] ?? { Type: '' };
    return [DependsOn, references(rest)].flat().filter((name) => name in this.resources);
  }
}

/** The names in `Ref` and `Fn::GetAtt`, at any depth. */
function references(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    if (key === 'Ref') return [String(inner)];
    if (key === 'Fn::GetAtt') return [String((inner as readonly unknown[])[0])];
    return references(inner);
  });
}
