/** Pods that start at the same moment, and what each of them needs. */
export interface Wave {
  readonly pods: number;
  readonly nodes: number;
  /** The size of the pack. */
  readonly packBytes: number;
  /** The size of the checkpoint's layer in the registry. */
  readonly layerBytes: number;
  /** What the network of a node carries for long, in bytes a second. */
  readonly nodeBytesPerSecond: number;
}

/** What a store serves, and what it bills, in dollars; us-east-1, November 2026. */
interface Terms {
  /** Who asks: each pod, or each node once. */
  readonly askedBy: 'node' | 'pod';
  readonly reads: 'layer' | 'pack';
  /** Requests for one copy. */
  readonly requests: (bytes: number) => number;
  /** Requests a second before it throttles. @default - no such limit is published */
  readonly requestsPerSecond?: number;
  /** Bytes a second, of the store as a whole. @default - no such limit is published */
  readonly bytesPerSecond?: number;
  /** @default 0 */
  readonly dollarsPerThousandRequests?: number;
  /** @default 0 */
  readonly dollarsPerGigabyte?: number;
}

const GIB = 1024 ** 3;
/** `fetch` asks for up to 2 MiB at once, and for the index before. */
const REQUEST_BYTES = 2 * 1024 ** 2;
const ranges = (bytes: number) => 1 + Math.ceil(bytes / REQUEST_BYTES);
/** A manifest and a blob. */
const blobs = () => 2;

const S3 = { reads: 'pack', requests: ranges, requestsPerSecond: 5500, dollarsPerThousandRequests: 0.0004 } as const;

/** One for each row that a rehearsal compares; the endpoint of a network changes way and price, not the arithmetic. */
export const STORE_TERMS = {
  image: { askedBy: 'node', reads: 'layer', requests: blobs, requestsPerSecond: 3000 },
  efs: { askedBy: 'pod', reads: 'pack', requests: ranges, bytesPerSecond: 20 * GIB, dollarsPerGigabyte: 0.03 },
  s3: { ...S3, askedBy: 'pod' },
  's3-express': {
    ...{ askedBy: 'pod', reads: 'pack', requests: ranges, requestsPerSecond: 200_000 },
    ...{ dollarsPerThousandRequests: 0.00003, dollarsPerGigabyte: 0.0006 },
  },
  's3-mount': { ...S3, askedBy: 'pod' },
  'node-local': { ...S3, askedBy: 'node' },
  'oci-volume': { askedBy: 'node', reads: 'layer', requests: blobs, requestsPerSecond: 3000 },
} as const satisfies Readonly<Record<string, Terms>>;

export type ModelledStore = keyof typeof STORE_TERMS;

/** What a wave asks of a store. */
export interface Load {
  readonly bytes: number;
  readonly requests: number;
  /** The shortest time in which the store serves all requests without throttling. */
  readonly storeSeconds: number;
  /** The shortest time in which the network of a node carries the share of the node. */
  readonly nodeSeconds: number;
  readonly dollars: number;
}

export function loadOf(store: ModelledStore, wave: Wave): Load {
  const terms: Terms = STORE_TERMS[store];
  const copies = terms.askedBy === 'pod' ? wave.pods : wave.nodes;
  const size = terms.reads === 'pack' ? wave.packBytes : wave.layerBytes;
  const bytes = copies * size;
  const requests = copies * terms.requests(size);
  const { bytesPerSecond = Infinity, requestsPerSecond = Infinity } = terms;
  const { dollarsPerGigabyte = 0, dollarsPerThousandRequests = 0 } = terms;
  return {
    ...{ bytes, requests },
    storeSeconds: Math.max(requests / requestsPerSecond, bytes / bytesPerSecond),
    nodeSeconds: bytes / wave.nodes / wave.nodeBytesPerSecond,
    dollars: (requests / 1000) * dollarsPerThousandRequests + (bytes / 1e9) * dollarsPerGigabyte,
  };
}
