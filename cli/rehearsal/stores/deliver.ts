import { pack } from 'tar-stream';
import { NODE_FOLDER, PACKED_FOLDER, STORE_FOLDER, VARIABLES } from '../../../contract';
import { Failure } from '../../../kit/report/failure';
import { fetchContainer, fetched, UNPACKED, UNPACKED_FOLDER } from '../../../stage/steps/stores/fetch-container';
import { imageVolume } from '../../../stage/steps/stores/volume-store';
import { nodeVolume } from './node-copy';
import { packOf, storedAs } from './store-bench';
import type { Delivered, Source, StoreBench } from './store-bench';
import type { StoreId } from './store-id';

/** Brings a checkpoint into a pod, as the workload of each store does; `pod` is a name for what belongs to the pod. */
export type Deliver = (bench: StoreBench, pod: string) => Promise<Delivered>;

export const DELIVER: Readonly<Record<StoreId, Deliver>> = {
  image: () => Promise.resolve({ image: 'checkpoint', env: {}, mounts: [] }),
  efs: fromFolder,
  's3-mount': fromFolder,
  s3: fromBucket('s3', 's3'),
  's3-endpoint': fromBucket('s3-endpoint', 's3'),
  's3-express': fromBucket('s3-express', 's3-express'),
  'node-local': fromNode,
  'oci-volume': fromImage,
};

function fromFolder(bench: StoreBench, pod: string): Promise<Delivered> {
  const { path } = storedAs(bench.capture.record, 'folder');
  return unpacked(bench, pod, {
    source: PACKED_FOLDER,
    mounts: [{ volume: path, path: PACKED_FOLDER, readOnly: true }],
  });
}

function fromBucket(id: StoreId, type: 's3' | 's3-express'): Deliver {
  return async (bench, pod) => unpacked(bench, pod, await bucketSource(bench, id, type));
}

/** The node has unpacked it before, as its DaemonSet does. */
async function fromNode(bench: StoreBench, pod: string): Promise<Delivered> {
  const source = await bucketSource(bench, 'node-local', 's3');
  const mounts = [await nodeVolume(bench, source)];
  return unpacked(bench, pod, { ...source, env: { ...source.env, [VARIABLES.node]: NODE_FOLDER }, mounts });
}

async function fromImage({ capture, context }: StoreBench, pod: string): Promise<Delivered> {
  const { digest } = storedAs(capture.record, 'oci-volume');
  const image = `${context.repository.repository}@${digest}`;
  const volume = context.run.name(`${pod}-volume`);
  const { folder, mount } = await imageVolume(context, runOf(capture), image, volume);
  const mounts = [{ ...mount, readOnly: true }];
  return { image: 'service', env: { [VARIABLES.store]: folder }, mounts, emptyDir: volume };
}

async function bucketSource({ address, capture, standIns }: StoreBench, id: StoreId, type: 's3' | 's3-express') {
  const { bucket, prefix } = storedAs(capture.record, type);
  const server = await standIns.serverOf(id, address);
  return { source: `s3://${bucket}/${prefix}`, env: server.env };
}

async function unpacked(bench: StoreBench, pod: string, { mounts = [], ...source }: Source): Promise<Delivered> {
  const { capture, context } = bench;
  const { containers, run } = context;
  const { gid, uid } = capture.published.user;
  const volume = run.name(`${pod}-store`);
  const store = { volume, path: STORE_FOLDER };
  await containers.createVolume(volume, run.labels);
  const request = { ...source, packed: packOf(capture.record), mounts: [store, ...mounts] };
  const container = await fetchContainer(context, runOf(capture), request);
  const folder = pack();
  folder.entry({ name: UNPACKED, type: 'directory', uid, gid, mode: 0o755 });
  folder.finalize();
  await containers.copyIn(container, STORE_FOLDER, folder);
  const report = await fetched(context, container);
  if ('log' in report) {
    throw new Failure(
      'service-not-ready',
      `the copy in ${source.source} could not be fetched for a measured start: ${report.log}`,
      'see what it says; nothing of the release is wrong: it was restored from there before',
    );
  }
  return {
    ...{ image: 'service', downloadMs: report.ms, env: { [VARIABLES.store]: UNPACKED_FOLDER } },
    ...{
      mounts: [{ ...store, readOnly: true }, ...mounts.filter(({ path }) => path === NODE_FOLDER)],
      emptyDir: volume,
    },
  };
}

export function runOf({ published }: StoreBench['capture']) {
  const { digests, network, user } = published;
  return { digests, network, user };
}
