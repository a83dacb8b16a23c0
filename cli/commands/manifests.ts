import { Command, InvalidArgumentError, Option } from 'commander';
import type { PackedCheckpoint, ReleaseRecord } from '../../contract';
import { ReleaseCatalogue } from '../../releases/catalogue';
import {
  bucketDelivery,
  fileSystemDelivery,
  imageDelivery,
  renderYaml,
  volumeDelivery,
  workloadManifests,
} from '../../manifests';
import type { CheckpointDelivery } from '../../manifests';
import { Failure } from '../../kit/report/failure';
import { requireRelease } from '../releases/find-release';
import { openRepository, withRegion } from '../releases/open-repository';
import type { AwsOptions } from '../releases/open-repository';
import { PROFILE_OPTION, REGION_OPTION, releaseName, repositoryOption } from '../releases/repository-option';
import { wholeNumber } from '../releases/whole-number';

const STORES = ['image', 's3', 's3-express', 'efs', 'oci-volume'] as const;

interface ManifestsOptions extends AwsOptions {
  readonly repository: string;
  readonly version?: string;
  readonly name?: string;
  readonly namespace: string;
  readonly createNamespace: boolean;
  readonly replicas: number;
  readonly cold: boolean;
  readonly env: Readonly<Record<string, string>>;
  readonly store: (typeof STORES)[number];
  readonly kustomize: boolean;
}

/** `manifests`: the Kubernetes objects of a release, for GitOps. */
export function manifestsCommand(): Command {
  return new Command('manifests')
    .description('print the Kubernetes objects of a release as YAML, for kubectl and GitOps')
    .addOption(repositoryOption())
    .option('--version <name>', 'the release, v and its number (default: the newest)', releaseName)
    .option('--name <name>', "the name of all objects (default: the service's)")
    .option('-n, --namespace <name>', 'the namespace of all objects', 'default')
    .option('--create-namespace', 'with the namespace, and the Pod Security level that the engine needs', false)
    .option('--replicas <number>', 'the number of pods', wholeNumber, 2)
    .option('--env <name=value...>', 'variables of the service', variable, {})
    .option('--cold', 'without the checkpoint, for comparison', false)
    .addOption(new Option('--store <type>', 'where the checkpoint comes from').choices(STORES).default('image'))
    .option('--kustomize', 'print `images` of a kustomization instead, which pins the image of the release', false)
    .addOption(PROFILE_OPTION)
    .addOption(REGION_OPTION)
    .action(run);
}

async function run(options: ManifestsOptions): Promise<void> {
  const catalogue = new ReleaseCatalogue(openRepository(options.repository, options));
  const { record } = await requireRelease(catalogue, options.version);
  process.stdout.write(options.kustomize ? kustomization(record, options) : objects(record, options));
}

function objects(record: ReleaseRecord, options: ManifestsOptions): string {
  const { cold, createNamespace, env, name = record.service, namespace, replicas } = options;
  const delivery = deliveryOf(record, { ...options, name });
  const settings = { name, namespace, createNamespace, replicas, cold, environment: env };
  return renderYaml(workloadManifests({ ...settings, record, delivery }));
}

/** https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/images/ */
function kustomization(record: ReleaseRecord, options: ManifestsOptions): string {
  const { images, repository, service } = record;
  if (options.store !== 'image' && !options.cold) {
    throw new Failure(
      'usage',
      `--kustomize prints images alone, and with a checkpoint in a store of type ${options.store} more changes from release to release`,
      'leave out --kustomize, or choose --store image',
    );
  }
  const { image } = deliveryOf(record, { ...options, name: service });
  const { digest } = options.cold ? images.service : images[image];
  return `images:\n  - name: ${repository}\n    digest: ${digest}\n`;
}

function deliveryOf(
  record: ReleaseRecord,
  { name, namespace, store, ...options }: ManifestsOptions & { readonly name: string },
): CheckpointDelivery {
  const stored = record.stores.find(({ type }) => type === store);
  switch (stored?.type) {
    case 'image':
      return imageDelivery();
    case 'oci-volume':
      return volumeDelivery({ repository: record.repository, digest: stored.digest });
    case 'efs':
      return fileSystemDelivery({ ...stored, packed: packOf(record), name, namespace });
    case 's3':
    case 's3-express':
      return bucketDelivery({ ...stored, packed: packOf(record), region: regionOf(options) });
    case 'folder':
    case undefined:
      throw new Failure(
        'usage',
        `${record.release} has no checkpoint in a store of type ${store}, only: ${record.stores.map(({ type }) => type).join(', ')}`,
        'choose one of these with --store',
      );
  }
}

function packOf({ checkpoint: { packed }, release }: ReleaseRecord): PackedCheckpoint {
  if (packed !== undefined) return packed;
  throw new Failure(
    'usage',
    `${release} has stored copies of plain files, an older form, which pods of this version cannot read`,
    'use a release that was built since, or --store image',
  );
}

function regionOf(options: AwsOptions & { readonly repository: string }): string {
  const { region } = withRegion(options, options.repository);
  if (region !== undefined) return region;
  throw new Failure('usage', 'the region of the bucket is not known', 'name it: --region eu-west-1');
}

function variable(text: string, known: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [, name = '', value = ''] = /^([A-Za-z_]\w*)=(.*)$/s.exec(text) ?? [];
  if (name !== '') return { ...known, [name]: value };
  throw new InvalidArgumentError('must be a name and a value, for example TABLE=customers.');
}
