import { Command } from 'commander';
import { releasePolicy, renderYaml } from '../../manifests';
import { ReleaseCatalogue } from '../../releases/catalogue';
import { requireRelease } from '../releases/find-release';
import { openRepository } from '../releases/open-repository';
import type { AwsOptions } from '../releases/open-repository';
import { PROFILE_OPTION, repositoryOption } from '../releases/repository-option';

interface AdmissionOptions extends AwsOptions {
  readonly repository: string;
  readonly name?: string;
}

/** `admission`: a policy for clusters that admits digests of release records alone. */
export function admissionCommand(): Command {
  return new Command('admission')
    .description('print a ValidatingAdmissionPolicy that admits only images that a release record names')
    .addOption(repositoryOption())
    .option('--name <name>', "the name of the policy (default: the service's, and -releases)")
    .addOption(PROFILE_OPTION)
    .action(run);
}

async function run(options: AdmissionOptions): Promise<void> {
  const catalogue = new ReleaseCatalogue(openRepository(options.repository, options));
  const { record } = await requireRelease(catalogue, undefined);
  const { name = `${record.service}-releases`, repository } = options;
  const releases = await catalogue.list();
  const digests = releases.flatMap(({ record: { images } }) => [images.service.digest, images.checkpoint.digest]);
  process.stdout.write(renderYaml(releasePolicy({ name, repository, digests })));
}
