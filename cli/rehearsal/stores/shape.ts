import type { StoreId } from './store-id';

/** How a stand-in is slowed down, so that its figures resemble those of a network. */
export interface Shape {
  /** Before the first byte of an answer. */
  readonly latencyMs: number;
  /** Of one answer. */
  readonly answerMegabytesPerSecond: number;
  /** Of all answers together. */
  readonly megabytesPerSecond: number;
}

/** The shapes of the stores that are asked over the network; those without are never slowed down. */
export type Shapes = Readonly<Partial<Record<StoreId, Shape>>>;

/**
 * First bytes come after 100 to 200 ms, and large objects at 85 to 90 MB/s for each request:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance-design-patterns.html
 */
const S3 = { latencyMs: 100, answerMegabytesPerSecond: 85 };
/** Milliseconds of one digit: https://aws.amazon.com/s3/storage-classes/express-one-zone/ */
const S3_EXPRESS = { latencyMs: 5, answerMegabytesPerSecond: 85 };
/** A NAT gateway begins at 5 Gbit/s: https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html */
const NAT = 625;
/** A node of m7i.large has up to 12.5 Gbit/s: https://docs.aws.amazon.com/ec2/latest/instancetypes/gp.html */
const NODE = 1562;

export const SHAPES = {
  none: {},
  cloud: {
    s3: { ...S3, megabytesPerSecond: NAT },
    's3-endpoint': { ...S3, megabytesPerSecond: NODE },
    's3-express': { ...S3_EXPRESS, megabytesPerSecond: NODE },
    'node-local': { ...S3, megabytesPerSecond: NODE },
  },
} as const satisfies Readonly<Record<string, Shapes>>;

export type ShapeName = keyof typeof SHAPES;

export const SHAPE_NAMES = Object.keys(SHAPES) as ShapeName[];
