import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const CEPH_CONF = join(process.env['WAYBILL_TEST_STACK_DIR'] ?? '', 'ceph/ceph.conf');

/** Whether the store is the local one: one that was given to the tests is not theirs to limit. */
export const hasLocalStore = () => existsSync(CEPH_CONF);

/** Limits the objects of a bucket of the local store, as its operators can: it refuses more by 403. */
export async function giveBucketQuota(bucket: string, objects: number): Promise<void> {
  const admin = (...args: string[]) =>
    run('radosgw-admin', [...args, '--quota-scope=bucket', `--bucket=${bucket}`], {
      env: { PATH: process.env['PATH'], CEPH_CONF },
      timeout: 30_000,
    });
  await admin('quota', 'set', `--max-objects=${objects}`);
  await admin('quota', 'enable');
}
