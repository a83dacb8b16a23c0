import { Annotations, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { CaptureCredentials, CaptureDocument, CapturePublish } from '../capture-spec';
import type { CpuClass } from '../engines';
import type { CaptureSpec } from './capture-spec';
import { parseSpec } from './parse-spec';

/** What a pipeline adds to a capture spec. */
export interface CaptureDocumentParts {
  /** The user's capture spec. */
  readonly spec: CaptureSpec;
  /** The CPU class of the pipeline. */
  readonly cpuClass: CpuClass;
  /** The capture role and the length of its sessions. */
  readonly credentials: CaptureCredentials;
  /** The repository and the stores of the pipeline. */
  readonly publish: CapturePublish;

  /** @default - the `build` or the `image` of the capture spec */
  readonly image?: string;
}

/** Merges the capture spec with what only the pipeline knows: the stage's complete input. */
export function captureDocument(scope: IConstruct, parts: CaptureDocumentParts): CaptureDocument {
  const { cpuClass, credentials, publish, spec } = parts;
  const { build, image, ...fields } = spec._document;
  const document: CaptureDocument = {
    ...fields,
    ...(parts.image === undefined ? { build, image } : { image: parts.image }),
    cpuClass: { name: cpuClass.name, features: cpuClass.features },
    credentials,
    publish,
  };
  notePublish(scope, spec);
  refuseSecrets(scope, spec, document);
  return parseSpec(document, undefined, scope).input;
}

/** Notes that `publish` in the file is ignored: it belongs to rehearsals, which keep their release elsewhere. */
function notePublish(scope: IConstruct, { _document: { publish = {} } }: CaptureSpec): void {
  const names = Object.keys(publish);
  if (names.length === 0) return;
  Annotations.of(scope).addInfoV2(
    'eks-crac:publish',
    `\`publish\` of the capture spec is for rehearsals, got: ${names.join(', ')}; this pipeline publishes to its \`repository\` and its \`stores\``,
  );
}

const SECRET = /\{\{resolve:(secretsmanager|ssm-secure):/;

/**
 * Rejects secrets: CloudFormation would write them into the project, where everyone with read access to projects can
 * see them.
 */
function refuseSecrets(scope: IConstruct, spec: CaptureSpec, document: CaptureDocument): void {
  for (const [name, value] of Object.entries(document)) {
    if (!SECRET.test(JSON.stringify(Stack.of(scope).resolve(value)))) continue;
    throw spec._error(
      'invalid-prop',
      `\`${name}\` must hold no secret, got: a reference to a secret of AWS; it would be in the project, in the build's log and in the checkpoint; let the service read it and grant \`captureRole\``,
      scope,
    );
  }
}
