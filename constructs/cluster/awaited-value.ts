import { CfnResource } from 'aws-cdk-lib';
import type { Duration } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A value of a Kubernetes object for which a deployment waits. */
export interface AwaitedValue {
  /** The kind of the object, as kubectl takes it: `deployment`. */
  readonly kind: string;
  /** The name of the object. */
  readonly name: string;
  /** The namespace of the object. */
  readonly namespace: string;
  /**
   * Where the value is: a JSONPath into a list of the kind that has this one object, so that a filter can compare two of
   * its fields. It starts with `.items`.
   */
  readonly path: string;
  /** How long to wait before the stack fails, less than 15 minutes. */
  readonly timeout: Duration;
  /** A text whose change makes a deployment wait again. */
  readonly revision: string;
}

/** Returns the props of a KubernetesObjectValue, of either module of the CDK. */
export function objectValueProps({ kind, name, namespace, path, timeout }: AwaitedValue) {
  return {
    objectType: kind,
    // kubectl takes an option here, too, and then prints a list.
    objectName: `--field-selector=metadata.name=${name}`,
    objectNamespace: namespace,
    jsonPath: path,
    timeout,
  };
}

/** CloudFormation asks a resource again only when its properties change, and where the value is does not. */
export function waitAgainAt<T extends IConstruct>(value: T, { revision }: AwaitedValue): T {
  const [resource] = value.node.findAll().filter((node) => CfnResource.isCfnResource(node));
  if (resource === undefined) throw new TypeError(`${value.node.path} has no resource`);
  resource.addPropertyOverride('Revision', revision);
  return value;
}
