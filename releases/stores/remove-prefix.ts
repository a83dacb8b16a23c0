import { DeleteObjectsCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { Failure } from '../../kit/report/failure';

/** Removes all objects of a bucket whose names begin with `prefix`, which ends with a slash. */
export async function removePrefix(client: S3Client, bucket: string, prefix: string): Promise<void> {
  for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
    const Objects = (page.Contents ?? []).map(({ Key }) => ({ Key }));
    if (Objects.length === 0) continue;
    const { Errors } = await client.send(
      new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
    );
    const [error] = Errors ?? [];
    // S3 answers 200, whatever became of the objects.
    if (error === undefined) continue;
    throw new Failure(
      'prune-failed',
      `s3://${bucket}/${error.Key ?? prefix} was not deleted: ${error.Message ?? error.Code ?? 'no reason given'}`,
      'allow s3:DeleteObject below the prefix, and check the lock and the policy of the bucket',
    );
  }
}
