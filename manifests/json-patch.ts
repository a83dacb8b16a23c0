import { isDeepStrictEqual } from 'node:util';
import { JsonPatch as Patch } from 'cdk8s';
import { hasPlaceFor, valueAt } from './json-pointer';
import type { KubernetesObject } from './kubernetes-object';

/** The members of an operation, as in RFC 6902. */
type Operation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'copy' | 'move'; readonly path: string; readonly from: string };

/**
 * A [JSON Patch](https://www.rfc-editor.org/rfc/rfc6902) operation on one object of a workload.
 *
 * `object` identifies it as in kubectl, by kind or by kind and name: `Deployment`, `ConfigMap/customers-environment`.
 * Paths are JSON pointers: `/` in a name is written `~1`, `~` is `~0`, and `-` is the position after the last entry of
 * a list.
 */
export class JsonPatch {
  private constructor(
    /** The object, by kind or by kind and name. */
    public readonly object: string,
    private readonly operation: Operation,
    private readonly patch: Patch,
  ) {}

  /** Adds a member, or inserts an entry before the given index of a list. The parent must exist. */
  public static add(object: string, path: string, value: unknown): JsonPatch {
    return new JsonPatch(object, { op: 'add', path, value }, Patch.add(path, value));
  }

  /** Removes an existing value. */
  public static remove(object: string, path: string): JsonPatch {
    return new JsonPatch(object, { op: 'remove', path }, Patch.remove(path));
  }

  /** Replaces an existing value. */
  public static replace(object: string, path: string, value: unknown): JsonPatch {
    return new JsonPatch(object, { op: 'replace', path, value }, Patch.replace(path, value));
  }

  /** Copies the value at `from` to `path`. */
  public static copy(object: string, from: string, path: string): JsonPatch {
    return new JsonPatch(object, { op: 'copy', path, from }, Patch.copy(from, path));
  }

  /** Moves the value at `from` to `path`. */
  public static move(object: string, from: string, path: string): JsonPatch {
    return new JsonPatch(object, { op: 'move', path, from }, Patch.move(from, path));
  }

  /** Changes nothing, but fails if the value differs: it guards the operations after it. */
  public static test(object: string, path: string, value: unknown): JsonPatch {
    return new JsonPatch(object, { op: 'test', path, value }, Patch.test(path, value));
  }

  /** The operation as shown in errors, for example `replace /spec/replicas`. */
  public toString(): string {
    const { op, path } = this.operation;
    return 'from' in this.operation ? `${op} ${this.operation.from} to ${path}` : `${op} ${path}`;
  }

  /** Returns whether the operation is for this object. @internal */
  public _isFor({ kind, metadata }: KubernetesObject): boolean {
    return this.object === kind || this.object === `${kind}/${metadata.name ?? ''}`;
  }

  /** Returns why the operation does not apply; undefined if it does. @internal */
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

  /** Returns the object after the operation, without changing the given one. @internal */
  public _apply(document: KubernetesObject): KubernetesObject {
    return Patch.apply(copyOf(document), this.patch) as KubernetesObject;
  }
}

/** Returns a copy of an object as JSON represents it, without undefined members. */
export function copyOf(object: KubernetesObject): KubernetesObject {
  return JSON.parse(JSON.stringify(object)) as KubernetesObject;
}
