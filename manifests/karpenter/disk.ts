import { mebibytesOf } from '../units';
import type { ISize } from '../units';
import { requireWhole } from '../whole-number';

/** The disk of a node: a gp3 volume. */
export interface NodeDisk {
  /** The size of the disk: whole GiB, at least 20, the size of the machine image. */
  readonly diskSize: ISize;

  /** The throughput of the disk in MiB/s, 125 to 1000; a checkpoint's layer is unpacked onto it. */
  readonly diskThroughput: number;

  /**
   * The operations of the disk per second, 3000 to 16000: at least 4 for each MiB/s, at most 500 for each GiB.
   *
   * @default - 4 for each MiB/s of `diskThroughput`, at least 3000
   */
  readonly diskIops?: number;

  /**
   * The id or the ARN of the key that encrypts the disk.
   *
   * @default - the key of the account for EBS
   */
  readonly diskKey?: string;
}

/** Limits of a gp3 volume that no schema tells: https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html */
const GP3 = { iops: 3000, mostIops: 16_000, iopsPerMebibyte: 4, iopsPerGibibyte: 500 } as const;

/** Returns the disk of nodes; one that EC2 would refuse is rejected, since then no node would ever start. */
export function nodeDisk({ diskIops, diskKey, diskSize, diskThroughput }: NodeDisk): object {
  const gibibytes = mebibytesOf(diskSize) / 1024;
  requireWhole('diskSize', gibibytes, { least: 20, unit: 'GiB', remedy: 'the machine image alone has 20' });
  requireWhole('diskThroughput', diskThroughput, { least: 125, most: 1000, remedy: 'write MiB/s of a gp3 volume' });
  const least = Math.max(GP3.iops, GP3.iopsPerMebibyte * diskThroughput);
  const iops = diskIops ?? least;
  requireWhole('diskIops', iops, {
    least,
    most: Math.min(GP3.mostIops, GP3.iopsPerGibibyte * gibibytes),
    remedy: `a gp3 volume has at least 4 for each MiB/s of \`diskThroughput\` and at most 500 for each GiB of \`diskSize\``,
  });
  return {
    deviceName: '/dev/xvda',
    ebs: {
      volumeSize: `${gibibytes}Gi`,
      volumeType: 'gp3',
      throughput: diskThroughput,
      iops,
      encrypted: true,
      ...(diskKey === undefined ? {} : { kmsKeyID: diskKey }),
      deleteOnTermination: true,
    },
  };
}
