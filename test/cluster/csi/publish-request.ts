import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { PersistentVolume } from 'kubernetes-types/core/v1';

/**
 * What the kubelet makes of an access mode for a driver that does not tell single writers apart:
 * `asCSIAccessModeV1` in k8s.io/kubernetes, pkg/volume/csi/csi_client.go; the numbers are those of csi.proto.
 */
const MODES: Readonly<Record<string, number>> = { ReadWriteOnce: 1, ReadOnlyMany: 3, ReadWriteMany: 5 };

const FIELD = {
  volumeId: 1,
  targetPath: 4,
  capability: 5,
  readOnly: 6,
  mount: 2,
  accessMode: 3,
  mountFlags: 2,
  mode: 1,
};

/** The message csi.v1.NodePublishVolumeRequest with which the kubelet asks a driver for a volume. */
export function publishRequest({ spec }: PersistentVolume, targetPath: string): Uint8Array {
  const { accessModes: [mode = ''] = [], csi, mountOptions = [] } = spec ?? {};
  if (csi === undefined) throw new Error('the volume is not one of a driver');
  const access = new BinaryWriter().tag(FIELD.mode, WireType.Varint).int32(MODES[mode] ?? 0);
  const mount = mountOptions.reduce(
    (writer, option) => writer.tag(FIELD.mountFlags, WireType.LengthDelimited).string(option),
    new BinaryWriter(),
  );
  const capability = new BinaryWriter()
    .tag(FIELD.mount, WireType.LengthDelimited)
    .bytes(mount.finish())
    .tag(FIELD.accessMode, WireType.LengthDelimited)
    .bytes(access.finish());
  return new BinaryWriter()
    .tag(FIELD.volumeId, WireType.LengthDelimited)
    .string(csi.volumeHandle)
    .tag(FIELD.targetPath, WireType.LengthDelimited)
    .string(targetPath)
    .tag(FIELD.capability, WireType.LengthDelimited)
    .bytes(capability.finish())
    .tag(FIELD.readOnly, WireType.Varint)
    .bool(csi.readOnly ?? false)
    .finish();
}
