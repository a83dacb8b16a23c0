import type { Construct } from 'constructs';
import { nodeLocalDelivery } from '../../manifests';
import type { CheckpointDelivery } from '../../manifests';
import { BucketStore } from './bucket-store';
import type { StoreReader } from './checkpoint-store';

/** Stores checkpoints in S3, and unpacks each once on every node that can restore it. */
export class NodeLocalStore extends BucketStore {
  public override readonly type = 'nodeLocal';

  /** Actions: those of a bucket; the DaemonSet has the identity of the pods. */
  public override bindWorkload(scope: Construct, reader: StoreReader): CheckpointDelivery {
    const { name, namespace, release } = reader;
    return nodeLocalDelivery({
      ...{ ...this.bindReader(scope, reader), record: release._record, name, namespace },
      ...(release._deployed === undefined ? {} : { deployed: release._deployed }),
    });
  }
}
