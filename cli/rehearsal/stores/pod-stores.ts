import { networkInterfaces } from 'node:os';
import { fetchCommand, PACKED_FOLDER, STORE_FOLDER } from '../../../contract';
import {
  bucketDelivery,
  imageDelivery,
  nodeLocalDelivery,
  SOURCE_VOLUME,
  STORE_VOLUME,
  volumeDelivery,
} from '../../../manifests';
import type { CheckpointDelivery } from '../../../manifests';
import type { PodDelivery, PodStores } from '../cluster';
import { REGION } from './object-server';
import { packOf, storedAs } from './store-bench';
import type { StoreBench } from './store-bench';
import type { StoreId } from './store-id';

type Bench = Omit<StoreBench, 'context'>;
type Make = (bench: Bench) => PodDelivery | Promise<PodDelivery>;

const MAKE: Readonly<Record<StoreId, Make>> = {
  image: () => imageDelivery,
  efs: fromFolder,
  's3-mount': fromFolder,
  s3: fromBucket('s3', 's3'),
  's3-endpoint': fromBucket('s3-endpoint', 's3'),
  's3-express': fromBucket('s3-express', 's3-express'),
  'node-local': fromNode,
  'oci-volume': fromImage,
};

/** Those that a node elsewhere has, too. */
const EVERYWHERE: readonly StoreId[] = ['image', 'oci-volume'];

/** Returns how pods get the checkpoint from each store; nodes elsewhere do not reach the stand-ins on this machine. */
export async function podStores(bench: Bench, nodeAddresses: readonly string[]): Promise<PodStores> {
  const here = new Set(Object.values(networkInterfaces()).flatMap((all) => all?.map(({ address }) => address) ?? []));
  const isHere = nodeAddresses.every((address) => here.has(address));
  const ids = bench.standIns.ids.filter((id) => isHere || EVERYWHERE.includes(id));
  return Object.fromEntries(await Promise.all(ids.map(async (id) => [id, await MAKE[id](bench)] as const)));
}

function fromImage({ capture: { record } }: Bench): PodDelivery {
  const { digest } = storedAs(record, 'oci-volume');
  return () => volumeDelivery({ repository: record.repository, digest });
}

function fromBucket(id: StoreId, type: 's3' | 's3-express'): Make {
  return async (bench) => {
    const { bucket, prefix } = storedAs(bench.capture.record, type);
    const common = { type, bucket, prefix, region: REGION, packed: packOf(bench.capture.record) };
    const env = await serverVariables(bench, id);
    return () => bucketDelivery({ ...common, env });
  };
}

async function fromNode(bench: Bench): Promise<PodDelivery> {
  const { record } = bench.capture;
  const { bucket, prefix } = storedAs(record, 's3');
  const env = await serverVariables(bench, 'node-local');
  return (names) =>
    nodeLocalDelivery({ ...names, bucket, prefix, region: REGION, packed: packOf(record), record, env });
}

async function serverVariables({ address, standIns }: Bench, id: StoreId) {
  const server = await standIns.serverOf(id, address);
  const variables = Object.entries(server.env).filter(([name]) => name !== 'AWS_REGION');
  return variables.map(([name, value]) => ({ name, value }));
}

/** A folder of the node in the place of what a driver mounts. */
function fromFolder({ capture: { record } }: Bench): PodDelivery {
  const { path } = storedAs(record, 'folder');
  const delivery: CheckpointDelivery = {
    ...{ image: 'service', store: 'folder', mapsUsers: false },
    volume: { name: STORE_VOLUME, emptyDir: {} },
    fetch: {
      command: fetchCommand(PACKED_FOLDER, STORE_FOLDER, packOf(record)),
      from: { volume: { name: SOURCE_VOLUME, hostPath: { path, type: 'Directory' } } },
    },
  };
  return () => delivery;
}
