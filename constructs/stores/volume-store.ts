import type { Construct } from 'constructs';
import { volumeDelivery } from '../../manifests';
import type { CheckpointDelivery } from '../../manifests';
import type { ICheckpointStore, StorePublishConfig, StoreReader, StoreRetentionConfig } from './checkpoint-store';
import { requireStored } from './stored-checkpoint';

/** Stores checkpoints in images of their own, which pods mount as volumes. */
export class VolumeStore implements ICheckpointStore {
  public readonly type = 'ociVolume';

  /** The stage may push to the repository in any case. */
  public bindPipeline(): StorePublishConfig {
    return { publish: { volume: true } };
  }

  /** Images go with their release. */
  public bindRetention(): StoreRetentionConfig {
    return {};
  }

  /** The nodes pull it as they pull every image. */
  public bindWorkload(scope: Construct, { release }: StoreReader): CheckpointDelivery {
    const stored = requireStored(scope, release, 'oci-volume', this.type, () => true);
    const { digest } = release._located(stored);
    return volumeDelivery({ repository: release._record.repository, digest });
  }
}
