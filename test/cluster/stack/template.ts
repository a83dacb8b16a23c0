/** What of a synthesised template a deployment reads. */
export interface Template {
  readonly Parameters?: Readonly<Record<string, { readonly Type: string; readonly Default?: string | number }>>;
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown; readonly Description?: string }>>;
}

export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
}

/** The ids of the resources, each after those that it depends on or refers to. */
export function inOrder({ Resources }: Template): readonly string[] {
  const ordered: string[] = [];
  const visit = (id: string, path: readonly string[]): void => {
    if (ordered.includes(id)) return;
    if (path.includes(id)) throw new Error(`a circle of resources: ${[...path, id].join(' → ')}`);
    const resource = Resources[id];
    if (resource === undefined) return;
    for (const needed of needs(resource)) visit(needed, [...path, id]);
    ordered.push(id);
  };
  for (const id of Object.keys(Resources)) visit(id, []);
  return ordered;
}

function needs({ DependsOn = [], Properties }: Resource): readonly string[] {
  return [...(typeof DependsOn === 'string' ? [DependsOn] : DependsOn), ...references(Properties)];
}

function references(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    if (name === 'Ref') return [String(inner)];
    if (name === 'Fn::GetAtt') return [String((inner as readonly unknown[])[0])];
    return references(inner);
  });
}
