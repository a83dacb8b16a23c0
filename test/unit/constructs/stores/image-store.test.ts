import { CheckpointStore } from '../../../../constructs';
import { storeScene } from '../../../support/cdk/store-scene';

describe('the image', () => {
  test('needs nothing to be written, and is what the pod runs', () => {
    const { reader, stack, store, writer } = storeScene(() => CheckpointStore.image());
    expect(store.bindPipeline(stack, writer)).toEqual({ publish: {} });
    expect(store.bindWorkload(stack, reader)).toEqual({ image: 'checkpoint', mapsUsers: true });
  });
});
