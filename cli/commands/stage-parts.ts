import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidDocument, parsePreparedImage, parseReleaseDraft } from '../../contract';
import { Failure } from '../../kit/report/failure';
import { captureDraft } from '../../stage/several/capture-draft';
import { joinRelease } from '../../stage/several/join-release';
import { prepareImage } from '../../stage/several/prepare-image';
import type { StagePlatform } from '../../stage/context/platform';
import { runStage } from '../../stage/stage';
import type { StageInput } from '../../stage/with-run';

export const PARTS = ['whole', 'prepare', 'capture', 'join'] as const;

export interface PartOptions {
  readonly part: (typeof PARTS)[number];
  /** The artifact with the prepared image. @default - for another part than `capture` */
  readonly prepared?: string;
  /** The artifacts with drafts. */
  readonly draft: readonly string[];
  /** The CPU classes of the release. */
  readonly cpuClass: readonly string[];
}

/** Runs the stage, or one part of it where a release has several CPU classes; returns the document that it makes. */
export function runPart(platform: StagePlatform, input: StageInput, options: PartOptions): Promise<object> {
  return {
    whole: () => runStage(platform, input, (_context, { record }) => Promise.resolve(record)),
    prepare: () => prepareImage(platform, input),
    capture: () => captureDraft(platform, input, readArtifact(requirePrepared(options), parsePreparedImage)),
    join: () => {
      const drafts = options.draft.map((name) => readArtifact(name, parseReleaseDraft));
      return joinRelease(platform, input, { drafts, wanted: options.cpuClass });
    },
  }[options.part]();
}

function requirePrepared({ prepared }: PartOptions): string {
  if (prepared !== undefined) return prepared;
  throw new Failure('usage', '--part capture has no --prepared', 'name the artifact with the prepared image');
}

/** CodeBuild has each further input of an action in a folder that a variable with the name of the artifact names. */
function readArtifact<T>(name: string, parse: (input: unknown, origin: string) => T): T {
  const folder = process.env[`CODEBUILD_SRC_DIR_${name}`];
  if (folder === undefined) {
    throw new Failure(
      'usage',
      `there is no input artifact ${name}`,
      'give the action the artifact of the action before it as a further input',
    );
  }
  const file = join(folder, PART_FILE);
  try {
    return parse(JSON.parse(readFileSync(file, 'utf8')), file);
  } catch (error) {
    if (!(error instanceof InvalidDocument)) throw error;
    throw new Failure('publish-failed', error.message, 'run the build again from its first part', { cause: error });
  }
}

/** What each part writes: CodeBuild's artifact of a project has one file, whatever the part. */
const PART_FILE = 'release.json';
