import { Command } from 'commander';
import { ProcessRunner } from '../../kit/process';
import { ReleaseCatalogue } from '../../releases/catalogue';
import type { RecordedRelease } from '../../releases/records';
import { Cosign } from '../releases/cosign';
import { requireRelease } from '../releases/find-release';
import { openRepository } from '../releases/open-repository';
import type { AwsOptions } from '../releases/open-repository';
import { PROFILE_OPTION, REGION_OPTION, releaseName, repositoryOption } from '../releases/repository-option';

interface SignOptions extends AwsOptions {
  readonly repository: string;
  readonly key: string;
}

/** `sign`: signs a release with the user's cosign. */
export function signCommand(runner = new ProcessRunner()): Command {
  return signed('sign', 'sign record and images of a release with cosign', 'the private key, a file or of KMS').action(
    async (name: string, options: SignOptions) => {
      const release = await released(name, options);
      const references = await new Cosign(runner, options.key).sign(release);
      for (const reference of references) process.stdout.write(`signed ${reference}\n`);
    },
  );
}

/** `verify`: looks for the signature of a release. */
export function verifyCommand(runner = new ProcessRunner()): Command {
  return signed('verify', 'verify the signature of a release with cosign', 'the public key, a file or of KMS').action(
    async (name: string, options: SignOptions) => {
      const { digest, record } = await released(name, options);
      const reference = `${record.repository}@${digest}`;
      await new Cosign(runner, options.key).verify(reference);
      process.stdout.write(`${name} is signed: ${reference}\n`);
    },
  );
}

function signed(name: string, description: string, key: string): Command {
  return new Command(name)
    .description(description)
    .argument('<release>', 'the release, v and its number', releaseName)
    .addOption(repositoryOption())
    .requiredOption('--key <key>', key)
    .addOption(PROFILE_OPTION)
    .addOption(REGION_OPTION);
}

function released(name: string, options: SignOptions): Promise<RecordedRelease> {
  return requireRelease(new ReleaseCatalogue(openRepository(options.repository, options)), name);
}
