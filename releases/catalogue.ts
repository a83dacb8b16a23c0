import { ECRClient } from '@aws-sdk/client-ecr';
import { imageConfig } from './registry/image-config';
import type { ImageConfig } from './registry/image-config';
import { EcrRegistry } from './registry/ecr-registry';
import { RegistryRepository } from './registry/registry';
import { recordedRelease, releaseNames } from './records';
import type { RecordedRelease } from './records';

/** Whose credentials are used. */
export interface AwsProfile {
  /**
   * A profile of the AWS configuration files.
   *
   * @default - what the AWS SDK finds
   */
  readonly profile?: string;
}

/** The most records that are read at the same time: enough to hide the latency of a registry, and below its limits. */
const AT_ONCE = 10;

/** The releases of one repository, read over HTTP: neither a container runtime nor the AWS CLI is needed. */
export class ReleaseCatalogue {
  public constructor(private readonly registry: RegistryRepository) {}

  /** Opens the catalogue of a repository, with a login of its account if it is one of ECR. */
  public static of(repository: string, { profile }: AwsProfile = {}): ReleaseCatalogue {
    const client = (region: string) => new ECRClient({ region, ...(profile === undefined ? {} : { profile }) });
    const ecr = EcrRegistry.of(repository, client);
    return new ReleaseCatalogue(ecr?.repository(repository) ?? new RegistryRepository(repository));
  }

  /** Registry host and repository. */
  public get repository(): string {
    return this.registry.repository;
  }

  /** Returns the names of all releases, newest last. */
  public names(): Promise<readonly string[]> {
    return releaseNames(this.registry);
  }

  /** Returns the newest releases, at most `most` of them, newest last. */
  public async list(most = Infinity): Promise<readonly RecordedRelease[]> {
    const names = (await this.names()).slice(-most);
    const releases: RecordedRelease[] = [];
    for (let from = 0; from < names.length; from += AT_ONCE) {
      const read = await Promise.all(names.slice(from, from + AT_ONCE).map((name) => this.release(name)));
      releases.push(...read.filter((one) => one !== undefined));
    }
    return releases;
  }

  /** Returns the newest release; undefined if there is none. */
  public async newest(): Promise<RecordedRelease | undefined> {
    const name = (await this.names()).at(-1);
    return name === undefined ? undefined : this.release(name);
  }

  /** Returns a release by its name, by two requests; undefined if there is none. */
  public release(name: string): Promise<RecordedRelease | undefined> {
    return recordedRelease(this.registry, name);
  }

  /** Returns layers and variables of an image of a release. */
  public configOf(digest: string, architecture: string): Promise<ImageConfig | undefined> {
    return imageConfig(this.registry, digest, architecture);
  }

  /** Returns the digest for a tag or a digest that the repository has; undefined if it has none. */
  public digestOf(reference: string): Promise<string | undefined> {
    return this.registry.digest(reference);
  }
}
