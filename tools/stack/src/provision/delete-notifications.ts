import { DeleteBucketCorsCommand, type S3Client } from '@aws-sdk/client-s3';

/**
 * `DELETE /BUCKET?notification`, Ceph's own way to remove them all: AWS's way, an empty
 * configuration, is refused by Ceph 16, and any other is merged with what is there. The SDK knows
 * no such request, so it is a DELETE of another sub-resource turned before it is signed.
 */
export async function deleteNotifications(s3: S3Client, bucket: string): Promise<void> {
  const command = new DeleteBucketCorsCommand({ Bucket: bucket });
  command.middlewareStack.add(
    (next) => (args) => {
      (args.request as { query: Record<string, string> }).query = { notification: '' };
      return next(args);
    },
    { step: 'build', name: 'deleteNotifications' },
  );
  await s3.send(command);
}
