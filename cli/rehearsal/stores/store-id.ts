/** The stores that a rehearsal compares, in the order of its table. */
export const STORE_IDS = [
  'image',
  'efs',
  's3',
  's3-endpoint',
  's3-express',
  's3-mount',
  'node-local',
  'oci-volume',
] as const;

export type StoreId = (typeof STORE_IDS)[number];

/** What stands in for a store on this machine, as a report names it. */
export const STAND_INS: Readonly<Record<StoreId, string>> = {
  image: 'local registry',
  efs: 'folder',
  s3: 'S3 server',
  's3-endpoint': 'S3 server',
  's3-express': 'S3 server with sessions',
  's3-mount': 'folder',
  'node-local': 'S3 server, once',
  'oci-volume': 'local registry',
};

export function isStoreId(text: string): text is StoreId {
  return (STORE_IDS as readonly string[]).includes(text);
}
