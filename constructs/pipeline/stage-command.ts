import { Lazy, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { VARIABLES } from '../../contract';
import type { CaptureDocument } from '../capture-spec';
import { UsageError } from '../core/errors';

/** The variable in which the pipeline passes an existing image to the build. */
export const IMAGE_VARIABLE = 'EKS_CRAC_IMAGE';

/** The variable in which the build tells the pipeline the name of the release that it has made. */
export const RELEASE_VARIABLE = VARIABLES.release;

/** The variable in which an action of a pipeline with several CPU classes passes its part of the stage, as options. */
export const PART_VARIABLE = 'EKS_CRAC_PART';

/** Placeholder in the capture spec for an image that the pipeline knows only when it runs. */
export const IMAGE_OF_SOURCE = `$${IMAGE_VARIABLE}`;

/** The file in which the stage writes the release record. */
export const RECORD = 'release.json';

// Linux limits an argument to less than 128 KiB (MAX_ARG_STRLEN, execve(2)); the other half is left for quotes and for
// values longer than their tokens.
const MOST_BYTES = 64 * 1024;

/** The input of the stage. */
export interface StageInput {
  /** What the stage captures, and where it publishes. */
  readonly spec: CaptureDocument;

  /**
   * The folder of the source to which paths in the capture spec are relative.
   *
   * @default - the root of the source
   */
  readonly folder?: string;

  /**
   * Whether the capture host may have any CPU, so that the stage does not compare it with the CPU class.
   *
   * @default false
   */
  readonly anyCpu?: boolean;

  /**
   * The machine image of the capture host, by its id.
   *
   * @default - CodeBuild's own
   */
  readonly machineImage?: string | undefined;

  /**
   * Whether each action runs a part of the stage.
   *
   * @default false
   */
  readonly inParts?: boolean;
}

/**
 * Returns the buildspec line that starts the stage. The capture spec is a single sh word, whatever it contains. Values
 * known only at deployment cannot be escaped here, but are AWS names and ARNs, which contain no quotes.
 */
export function stageCommand(scope: Construct, program: string, input: StageInput): string {
  const { anyCpu = false, folder, inParts = false, machineImage, spec } = input;
  validateSize(scope, spec);
  const json = Stack.of(scope).toJsonString(spec);
  const word = Token.asString(Lazy.uncachedAny({ produce: (context) => escape(context.resolve(json)) }));
  const source = folder === undefined ? '$CODEBUILD_SRC_DIR' : `$CODEBUILD_SRC_DIR/${folder}`;
  const host = [
    ...(anyCpu ? ['--any-cpu'] : []),
    ...(machineImage === undefined ? [] : [`--machine-image ${machineImage}`]),
    ...(inParts ? [`$${PART_VARIABLE}`] : []),
  ];
  return [`node ${program} --spec-json '${word}' --source "${source}" --record ${RECORD}`, ...host].join(' ');
}

/** Returns the buildspec line that sets that variable, from the record that the stage has written. */
export function releaseCommand(): string {
  return `export ${RELEASE_VARIABLE}="$(node -p 'require("./${RECORD}").release')"`;
}

interface Join {
  readonly 'Fn::Join': readonly [string, readonly unknown[]];
}

/** Escapes the text between tokens, and nothing inside of them. */
function escape(json: unknown): unknown {
  if (typeof json === 'string') return escapeText(json);
  const [delimiter, parts] = (json as Join)['Fn::Join'];
  return { 'Fn::Join': [delimiter, parts.map((part) => (typeof part === 'string' ? escapeText(part) : part))] };
}

function escapeText(text: string): string {
  return text
    .replaceAll("'", String.raw`'\''`)
    .replaceAll(`"image":"${IMAGE_OF_SOURCE}"`, `"image":"'"${IMAGE_OF_SOURCE}"'"`);
}

function validateSize(scope: Construct, spec: CaptureDocument): void {
  const bytes = Buffer.byteLength(JSON.stringify(spec));
  if (bytes <= MOST_BYTES) return;
  throw new UsageError(
    'invalid-prop',
    `the capture spec must have at most ${MOST_BYTES} bytes, so that it can be an argument of the stage, got: ${bytes}; send fewer or smaller bodies in \`warmUp\` and \`gate\``,
    scope,
  );
}
