import { imageDelivery } from '../../manifests';
import type { CheckpointDelivery } from '../../manifests';
import type { ICheckpointStore, StorePublishConfig, StoreRetentionConfig } from './checkpoint-store';

/**
 * Stores the checkpoint in the release's image. The pipeline writes it in any case, and the nodes pull it like any
 * image.
 */
export class ImageStore implements ICheckpointStore {
  public readonly type = 'image';

  public bindPipeline(): StorePublishConfig {
    return { publish: {} };
  }

  /** Images go with their release. */
  public bindRetention(): StoreRetentionConfig {
    return {};
  }

  public bindWorkload(): CheckpointDelivery {
    return imageDelivery();
  }
}
