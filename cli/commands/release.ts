import { Command } from 'commander';
import type { ReleaseRecord } from '../../contract';
import { EcrRegistry } from '../../releases/registry/ecr-registry';
import { RegistryRepository } from '../../releases/registry/registry';
import { readRelease, releaseNames } from '../../releases/records';
import { Failure } from '../../kit/report/failure';
import { releaseName, repositoryOption } from '../releases/repository-option';
import { writeWhole } from '../write-whole';

interface ReleaseOptions {
  readonly repository: string;
  readonly version?: string;
  readonly json: boolean;
  readonly out?: string;
}

/** `release`: prints the record of a release, as a stack of workloads takes it. */
export function releaseCommand(): Command {
  return new Command('release')
    .description('show the newest release of a repository, or the one given by --version')
    .addOption(repositoryOption())
    .option('--version <name>', 'the release, v and its number (default: the newest)', releaseName)
    .option('--json', 'print the release record, for Release.fromRecord()', false)
    .option('--out <file>', 'write the release record to this file once it is complete, and print the summary')
    .action(run);
}

async function run({ json, out, repository, version }: ReleaseOptions): Promise<void> {
  const record = await find(open(repository), version);
  const document = `${JSON.stringify(record, undefined, 2)}\n`;
  if (out !== undefined) writeWhole(out, document);
  process.stdout.write(json ? document : `${summary(record)}\n`);
}

function open(repository: string): RegistryRepository {
  return EcrRegistry.of(repository)?.repository(repository) ?? new RegistryRepository(repository);
}

async function find(repository: RegistryRepository, wanted: string | undefined): Promise<ReleaseRecord> {
  const names = await releaseNames(repository);
  const newest = names.at(-1);
  if (newest === undefined) {
    throw new Failure(
      'release-not-found',
      `${repository.repository} has no release`,
      'run its pipeline or a rehearsal first, and check the name of the repository',
    );
  }
  const record = await readRelease(repository, wanted ?? newest);
  if (record !== undefined) return record;
  throw new Failure(
    'release-not-found',
    `${repository.repository} has no release ${wanted ?? newest}`,
    `the newest is ${newest}; leave out --version to take it`,
  );
}

function summary({
  checkpoint,
  createdAt,
  engine,
  host,
  images,
  pod,
  release,
  repository,
  service,
}: ReleaseRecord): string {
  return [
    `${release} of ${service}, made ${createdAt}`,
    `images: ${repository}@${images.service.digest}`,
    `        ${repository}@${images.checkpoint.digest} (with the checkpoint)`,
    `engine: ${engine.type} ${engine.version}`,
    `pod: ${pod.cpu} CPU, ${pod.memoryMiB} MiB, port ${pod.port}, user ${pod.uid}`,
    `nodes: CPU class ${host.cpuClass}, ${host.architecture}`,
    ...(checkpoint.hooks === 'skip' ? ['hooks: skipped, no org.crac hook of the service runs'] : []),
  ].join('\n');
}
