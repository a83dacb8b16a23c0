import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubernetesObject } from '../../../manifests';

const FILE = join(__dirname, '../../fixtures/kubernetes/strict-1.33.json');

const ajv = new Ajv({ allErrors: true, strict: false });
addFormats(ajv);
ajv.addFormat('int-or-string', true);
ajv.addSchema(JSON.parse(readFileSync(FILE, 'utf8')) as object, 'kubernetes');

/** What the strict schema of Kubernetes 1.33 says against an object; unknown fields are errors. */
export function schemaErrors(object: KubernetesObject): readonly string[] {
  const [group, version] = object.apiVersion.includes('/') ? object.apiVersion.split('/') : ['core', object.apiVersion];
  const definition = `io.k8s.api.${(group ?? '').replace('.k8s.io', '')}.${version ?? ''}.${object.kind}`;
  const validate = ajv.getSchema(`kubernetes#/$defs/${definition}`);
  if (validate === undefined) return [`no schema of ${definition}`];
  void validate(object);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message ?? ''} ${JSON.stringify(params)}`,
  );
}
