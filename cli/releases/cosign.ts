import { exitedOrThrow, ProcessError } from '../../kit/process';
import type { ProcessRunner } from '../../kit/process';
import { Failure } from '../../kit/report/failure';
import type { RecordedRelease } from '../../releases/records';

/**
 * The user's cosign 2, with one key: a file, or a key of KMS as `awskms:///alias/NAME`. No entry is made in a public log,
 * which would tell everyone the names of images.
 */
export class Cosign {
  public constructor(
    private readonly runner: ProcessRunner,
    private readonly key: string,
  ) {}

  /** Signs the record, which names all else by digest, and both images, for those who look at images alone. */
  public async sign({ digest, record: { images, repository } }: RecordedRelease): Promise<readonly string[]> {
    const signed = [digest, images.service.digest, images.checkpoint.digest].map((one) => `${repository}@${one}`);
    try {
      await this.call('sign', '--tlog-upload=false', '--yes', ...signed);
    } catch (error) {
      throw new Failure(
        'signature-refused',
        `nothing was signed, or not all: ${exitedOrThrow(error).message}`,
        'check --key, the password of its file in COSIGN_PASSWORD, and your login to the registry',
        { cause: error },
      );
    }
    return signed;
  }

  /** Refuses what has no signature of the key. */
  public async verify(reference: string): Promise<void> {
    try {
      await this.call('verify', '--insecure-ignore-tlog=true', '--output', 'json', reference);
    } catch (error) {
      throw new Failure(
        'signature-refused',
        `${reference} has no signature of the key ${this.key}: ${exitedOrThrow(error).message}`,
        'sign the release with eks-crac sign, or check --key and --verify-key',
        { cause: error },
      );
    }
  }

  private async call(command: 'sign' | 'verify', ...args: readonly string[]): Promise<void> {
    try {
      await this.runner.run(['cosign', command, '--key', this.key, ...args]);
    } catch (error) {
      if (!(error instanceof ProcessError) || error.failure.kind !== 'spawn-failed') throw error;
      throw new Failure(
        'signature-refused',
        `cosign cannot be started: ${error.message}`,
        'install cosign 2 and put it into PATH: https://docs.sigstore.dev/cosign/system_config/installation/',
        { cause: error },
      );
    }
  }
}
