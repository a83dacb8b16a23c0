import type { IConstruct } from 'constructs';
import { CAPTURE_SPEC_VERSION } from '../../contract';
import type { CaptureSpec as ParsedSpec } from '../../contract';
import type { CaptureDocument, CaptureSpecFields } from '../capture-spec';
import { UsageError } from '../core/errors';
import type { UsageErrorCode } from '../core/errors';
import type { CaptureSpecOverrides } from './capture-spec-overrides';
import { inFile, parseSpec } from './parse-spec';
import { readSpecFile } from './read-spec-file';
import { overlay } from './overlay';

/** The field or option that determines how a pipeline gets the image. */
type ImageBy = 'build' | 'image' | 'buildArgs';

interface Origin {
  /** The file's path as given by the user. @default - the fields were given in code */
  readonly file?: string;
  /** The folder of the source to which paths are relative. @default - the root of the source */
  readonly folder?: string;
  /** What was specified for this pipeline only; a file is also used by rehearsals. @default - nothing */
  readonly imageBy?: ImageBy;
}

// Safe as an unquoted word in sh.
const FOLDER = /^[A-Za-z0-9_][\w.-]*(\/[A-Za-z0-9_][\w.-]*)*$/;

/**
 * What is captured, how it is warmed up and how it is verified: the one description shared by a rehearsal and a
 * pipeline.
 *
 * The pipeline adds what only AWS knows: `cpuClass`, the role of `credentials`, and `publish` from its repository and
 * stores. Everything else comes from the spec, including the engine; errors in it fail the synthesis.
 */
export class CaptureSpec {
  /**
   * Reads the YAML or JSON file that `eks-crac rehearse` runs, and overrides values that a file cannot contain.
   *
   * @param path relative to the folder in which the app runs
   */
  public static fromFile(path: string, overrides: CaptureSpecOverrides = {}): CaptureSpec {
    const { buildArgs, folder, image } = overrides;
    validateFolder(folder);
    validateImage(overrides);
    const imageBy = image === undefined ? undefined : 'image';
    const argsBy = buildArgs === undefined ? undefined : 'buildArgs';
    const document = overlay(readSpecFile(path), changes(overrides));
    return new CaptureSpec(document, { file: path, folder, imageBy: imageBy ?? argsBy });
  }

  /** Takes the same fields in code. Paths are relative to the root of the source. */
  public static of(fields: CaptureSpecFields): CaptureSpec {
    const imageBy = (['build', 'image'] as const).find((name) => fields[name] !== undefined);
    return new CaptureSpec({ version: CAPTURE_SPEC_VERSION, ...fields }, { imageBy });
  }

  /** The service's name in the registry and in Kubernetes. */
  public readonly service: string;
  /** The engine that checkpoints the JVM, for example `criu`. */
  public readonly engine: string;
  /** As given, without defaults. @internal */
  public readonly _document: CaptureDocument;
  /** With defaults; samples replace values that are known only at deployment. @internal */
  public readonly _parsed: ParsedSpec;

  private constructor(
    document: unknown,
    private readonly origin: Origin,
  ) {
    const { input, parsed } = parseSpec(document, origin.file);
    this._document = input;
    this._parsed = parsed;
    this.service = parsed.service;
    this.engine = parsed.engine.type;
  }

  /** The folder of the source to which paths are relative. @internal */
  public get _folder(): string | undefined {
    return this.origin.folder;
  }

  /** How the image was specified for this pipeline only. @internal */
  public get _imageBy(): ImageBy | undefined {
    return this.origin.imageBy;
  }

  /** The alternative remedy of an error: the override of the field. @internal */
  public _orOverride(name: keyof CaptureSpecOverrides): string {
    return this.origin.file === undefined ? '' : `, or pass \`${name}\` to CaptureSpec.fromFile()`;
  }

  /** Creates an error about a field, which names the file. @internal */
  public _error(code: UsageErrorCode, message: string, scope: IConstruct): UsageError {
    return new UsageError(code, inFile(message, this.origin.file), scope);
  }
}

/** Returns the overrides as capture spec fields; null removes a field. */
function changes({ buildArgs, companions, env, image }: CaptureSpecOverrides) {
  const build = buildArgs === undefined ? undefined : { args: buildArgs };
  return {
    run: env === undefined ? undefined : { env },
    build: image === undefined ? build : null,
    image,
    companions,
  };
}

function validateFolder(folder: string | undefined): void {
  if (folder === undefined || FOLDER.test(folder)) return;
  throw new UsageError(
    'invalid-prop',
    `\`folder\` must be a folder of the source, of letters, digits, '.', '_', '-' and '/', got: ${JSON.stringify(folder)}; write for example services/customers, or drop it if the file is at the root`,
  );
}

function validateImage({ buildArgs, image }: CaptureSpecOverrides): void {
  if (buildArgs === undefined || image === undefined) return;
  throw new UsageError(
    'conflicting-props',
    `\`buildArgs\` needs an image to build, and \`image\` is one already, got: ${Object.keys(buildArgs).join(', ')}; drop one of them`,
  );
}
