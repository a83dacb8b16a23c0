import { isDeepStrictEqual } from 'node:util';
import { JsonPatch as Patch } from 'cdk8s';
import { hasPlaceFor, valueAt } from './json-pointer';
import type { KubernetesObject } from './kubernetes-object';

/** An operation by its members in RFC 6902. */
type Operation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'copy' | 'move'; readonly path: string; readonly from: string };

/**
 * One operation of [JSON Patch](https://www.rfc-editor.org/rfc/rfc6902) on one object of a workload.
 *
 * `object` names it as kubectl does, by its kind or by kind and name: `Deployment`, `ConfigMap/customers-environment`. Paths
 * are JSON pointers: `/` in a name is written `~1`, `~` is `~0`, and `-` is the place behind the last entry of a list.
 */
export class JsonPatch {
  private constructor(
    /** The object, by its kind or by kind and name. */
    public readonly object: string,
    private readonly operation: Operation,
    private readonly patch: Patch,
  ) {}

  /** Adds a member, or an entry of a list before the one at that place. What holds it must be there. */
  public static add(object: string, path: string, value: unknown): JsonPatch {
    return new JsonPatch(object, { op: 'add', path, value }, Patch.add(path, value));
  }

  /** Takes away what is there. */
  public static remove(object: string, path: string): JsonPatch {
    return new JsonPatch(object, { op: 'remove', path }, Patch.remove(path));
  }

  /** Puts a value in the place of another. */
  public static replace(object: string, path: string, value: unknown): JsonPatch {
    return new JsonPatch(object, { op: 'replace', path, value }, Patch.replace(path, value));
  }

  /** Adds at `path` what is at `from`. */
  public static copy(object: string, from: string, path: string): JsonPatch {
    return new JsonPatch(object, { op: 'copy', path, from }, Patch.copy(from, path));
  }

  /** Takes away what is at `from` and adds it at `path`. */
  public static move(object: string, from: string, path: string): JsonPatch {
    return new JsonPatch(object, { op: 'move', path, from }, Patch.move(from, path));
  }

  /** Changes nothing, and does not apply where another value is found: it guards the operations after it. */
  public static test(object: string, path: string, value: unknown): JsonPatch {
    return new JsonPatch(object, { op: 'test', path, value }, Patch.test(path, value));
  }

  /** The operation as an error names it, for example `replace /spec/replicas`. */
  public toString(): string {
    const { op, path } = this.operation;
    return 'from' in this.operation ? `${op} ${this.operation.from} to ${path}` : `${op} ${path}`;
  }

  /** Whether the operation is for this object. @internal */
  public _isFor({ kind, metadata }: KubernetesObject): boolean {
    return this.object === kind || this.object === `${kind}/${metadata.name ?? ''}`;
  }

  /** Why the operation does not apply, if it does not. @internal */
  public _obstacle(document: object): string | undefined {
    const { operation } = this;
    const isMissing = (path: string) => valueAt(document, path) === undefined;
    if ('from' in operation) {
      if (isMissing(operation.from)) return `there is nothing at ${operation.from}`;
      if (operation.path.startsWith(`${operation.from}/`)) return `${operation.path} is inside of it`;
    }
    if (operation.op === 'add' || 'from' in operation) {
      return hasPlaceFor(document, operation.path) ? undefined : `there is no place for ${operation.path}`;
    }
    if (isMissing(operation.path)) return `there is nothing at ${operation.path}`;
    if (operation.op !== 'test') return undefined;
    const found = valueAt(document, operation.path);
    return isDeepStrictEqual(found, operation.value) ? undefined : `there is ${JSON.stringify(found)}`;
  }

  /** The object after the operation; the given one stays as it is. @internal */
  public _apply(document: KubernetesObject): KubernetesObject {
    return Patch.apply(copyOf(document), this.patch) as KubernetesObject;
  }
}

/** An object as it is in JSON, without members that are undefined. */
export function copyOf(object: KubernetesObject): KubernetesObject {
  return JSON.parse(JSON.stringify(object)) as KubernetesObject;
}
