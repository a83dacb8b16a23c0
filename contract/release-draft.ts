import { z } from 'zod';
import { serviceName } from './fields';
import { image } from './recorded-capture';
import { releaseRecordSchema } from './release-record';
import { parseDocument } from './validation';

/** The version of both documents; they pass between the parts of one build, which has one version of eks-crac. */
const BUILD_SCHEMA = 1;

const preparedSchema = z.strictObject({
  schema: z.literal(BUILD_SCHEMA),
  service: serviceName,
  repository: z.string().min(1),
  run: z.string().min(1).describe('the id of the run that built the image, which carries it as EKS_CRAC_RUN'),
  image,
  config: z
    .strictObject({
      id: z.string(),
      architecture: z.string(),
      user: z.string(),
      env: z.array(z.string()),
      entrypoint: z.array(z.string()),
      cmd: z.array(z.string()),
      volumes: z.array(z.string()),
    })
    .describe("the configuration of the service's image, without the runtime layer"),
  user: z.strictObject({ uid: z.int().min(0), gid: z.int().min(0) }),
});

/** The image of one architecture that captures of several CPU classes share. */
export type PreparedImage = z.output<typeof preparedSchema>;

const draftSchema = releaseRecordSchema
  .omit({ release: true, stores: true, copies: true })
  .extend({ schema: z.literal(BUILD_SCHEMA), captureRun: z.string().min(1) });

/** A proven checkpoint of one CPU class, of which a release can be made together with others. */
export type ReleaseDraft = z.output<typeof draftSchema>;

const sharedSchema = draftSchema.omit({ schema: true, captureRun: true }).strip();

/** Returns what a record of the release has of its first draft. */
export function sharedFields(draft: ReleaseDraft): z.output<typeof sharedSchema> {
  return sharedSchema.parse(draft);
}

export function parsePreparedImage(input: unknown, origin: string): PreparedImage {
  return parseDocument(preparedSchema, input, { kind: 'prepared image', origin });
}

export function parseReleaseDraft(input: unknown, origin: string): ReleaseDraft {
  return parseDocument(draftSchema, input, { kind: 'draft of a release', origin });
}
