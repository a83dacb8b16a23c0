/** What references of a template lead to. */
export interface Values {
  readonly ref: (id: string) => string;
  readonly attribute: (id: string, name: string) => string;
}

/** Computes the intrinsic functions that the templates of workloads use; another one is an error. */
export function evaluate(value: unknown, values: Values): unknown {
  if (Array.isArray(value)) return value.map((inner: unknown) => evaluate(inner, values));
  if (typeof value !== 'object' || value === null) return value;
  const [[name, argument] = ['', undefined], ...others] = Object.entries(value);
  if (others.length > 0 || !isFunction(name)) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, evaluate(inner, values)]));
  }
  return call(name, argument, values);
}

function isFunction(name: string): boolean {
  return name === 'Ref' || name.startsWith('Fn::');
}

function call(name: string, argument: unknown, values: Values): unknown {
  switch (name) {
    case 'Ref':
      return values.ref(String(argument));
    case 'Fn::GetAtt': {
      const [id, ...attribute] = argument as readonly string[];
      return values.attribute(id ?? '', attribute.join('.'));
    }
    case 'Fn::Join': {
      const [separator, parts] = argument as [string, readonly unknown[]];
      return (evaluate(parts, values) as readonly unknown[]).map(String).join(separator);
    }
    case 'Fn::Split': {
      const [separator, text] = argument as [string, unknown];
      return String(evaluate(text, values)).split(separator);
    }
    case 'Fn::Select': {
      const [index, list] = argument as [number | string, unknown];
      return (evaluate(list, values) as readonly unknown[])[Number(index)];
    }
    default:
      throw new Error(`${name} is not known here`);
  }
}

/** CloudFormation hands every number and every boolean of a custom resource over as a text. */
export function asTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asTexts);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asTexts(inner)]));
  }
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}
