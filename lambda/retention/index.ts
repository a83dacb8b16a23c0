import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { ECRClient } from '@aws-sdk/client-ecr';
import { S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { EcrRegistry } from '../../releases/registry/ecr-registry';
import { RegistryRepository } from '../../releases/registry/registry';
import { openService } from '../../releases/retention/open-service';
import { prune, reportRetention } from '../../releases/retention/prune';
import type { PruneReport } from '../../releases/retention/prune';
import type { UseSource } from '../../releases/retention/service-world';
import { stackUses } from '../../releases/retention/stack-uses';
import { readSettings } from './settings';
import type { RetentionSettings } from './settings';

const DAY_MS = 86_400_000;
// Below its limits, AWS is asked again until it answers.
const PATIENT = { maxAttempts: 8 };
/** For what has begun, for the marks of the rest, and for the report. */
const RESERVE_MS = 120_000;

/** What a caller may ask for; the schedule asks for nothing. */
export interface RetentionEvent {
  /** @default - as the stack says */
  readonly dryRun?: boolean;
}

/** What Lambda says of a call; none when it is called by a test. */
export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/** Removes releases that nothing uses; returns, and logs as one line, what was removed and why the rest is kept. */
export async function handler({ dryRun }: RetentionEvent = {}, context?: LambdaContext): Promise<PruneReport> {
  const settings = readSettings(process.env);
  const { graceDays, keepNewest, mounts, repository, stacks } = settings;
  const registry =
    EcrRegistry.of(repository, (region) => new ECRClient({ ...PATIENT, region }))?.repository(repository) ??
    new RegistryRepository(repository);
  const s3 = new S3Client({ ...PATIENT, followRegionRedirects: true });
  const reach = { s3, mounts: new Map(mounts.map(({ fileSystemId, folder }) => [fileSystemId, folder])) };
  const { unreached, world } = await openService(registry, reach, stacks.map(stacksOf));
  const dry = dryRun ?? settings.dryRun;
  const policy = { keepNewest, graceMs: graceDays * DAY_MS };
  const hasTime = () => context === undefined || context.getRemainingTimeInMillis() > RESERVE_MS;
  const report = dry
    ? await reportRetention(world, policy, new Date())
    : await prune(world, policy, new Date(), hasTime);
  process.stdout.write(`${JSON.stringify({ event: 'retention', dryRun: dry, repository, unreached, ...report })}\n`);
  return report;
}

/** The stacks of a region, of another account by a role there. */
function stacksOf({ region, roleArn }: RetentionSettings['stacks'][number]): UseSource {
  return async () => {
    const credentials = roleArn === undefined ? {} : { credentials: await assumed(roleArn) };
    return stackUses(new CloudFormationClient({ ...PATIENT, region, ...credentials }))();
  };
}

async function assumed(RoleArn: string) {
  const { Credentials } = await new STSClient(PATIENT).send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: 'eks-crac-retention', DurationSeconds: 900 }),
  );
  if (Credentials === undefined) throw new TypeError(`${RoleArn} gave no session`);
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials;
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}
