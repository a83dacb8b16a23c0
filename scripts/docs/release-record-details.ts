const OWN: Readonly<Record<string, string>> = {
  schema: 'the version of the record',
  images: 'both images of the release',
  'images.service': '`vN`',
  'images.checkpoint': '`vN-checkpoint`',
  engine: 'what took the checkpoint',
  'engine.type': 'the engine',
  'engine.version': "its version, for example CRIU's",
  pod: 'how the pod runs, as the service was captured and proven',
  'pod.uid': 'the user as whom the service was captured',
  'pod.gid': 'the group',
  'pod.readiness': 'how it is known that the service is ready',
  'pod.readOnlyRoot': 'whether the gate restored it with a read-only root',
  'pod.deadlineMs': 'from the image; [how it is computed](gate.md#the-deadline-of-a-pod)',
  checkpoint: 'the checkpoint, and what the container had changed',
  'checkpoint.files': 'the files that the engine wrote',
  'checkpoint.files[].path': 'relative to the checkpoint folder',
  'checkpoint.files[].bytes': 'the size of the file',
  'checkpoint.rawBytes': 'the size of the files',
  'checkpoint.mappedBytes': '[mapped memory](memory.md)',
  'checkpoint.storedBytes': 'the compressed size of the layer in the registry',
  host: 'the machine of the capture, and the nodes that can restore',
  'host.architecture': 'the architecture of the nodes',
  'host.kernel': 'the kernel of the capture host, as `uname -r` prints it',
  gate: 'what the gate measured',
  'gate.restores': 'how many copies were restored',
  'gate.clones.generators': 'how many were compared, and differed',
  'secrets.sought': 'what was looked for',
  'secrets.waived[].reason': 'why, as the spec says it',
  stores: 'where the checkpoint is kept, one object for each store',
  'stores[].type': '`image`, `folder`, `s3`, `s3-express`, `oci-volume` or `efs`',
  'stores[].path': 'the folder of the stored checkpoint; for `efs` below the root of the access point',
  'stores[].bucket': 'for `s3` and `s3-express`: the bucket',
  'stores[].prefix': 'for `s3` and `s3-express`: what the names of the objects start with',
  'stores[].fileSystemId': 'for `efs`: the file system',
  'stores[].accessPointId': 'for `efs`: its access point',
};

/** A copy has these as the record itself, which has those of the first. */
const OF_A_COPY = /^(engine|host|gate)\b|^images\.|^checkpoint(\.(files|rawBytes|mappedBytes|storedBytes)\b|$)/;

/** What the page says about a field of a release record that has no description, since no error shows it. */
export const DETAILS: Readonly<Record<string, string>> = {
  ...OWN,
  ...Object.fromEntries(
    Object.entries(OWN).flatMap(([path, text]) => (OF_A_COPY.test(path) ? [[`copies[].${path}`, text]] : [])),
  ),
};
