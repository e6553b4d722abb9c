import { randomBytes } from 'node:crypto';
import type { S3Keys } from './ceph/user.js';
import type { StackSecrets } from './stack-options.js';

export function newSecrets(): StackSecrets {
  return {
    databasePassword: randomBytes(16).toString('hex'),
    appDatabasePassword: randomBytes(16).toString('hex'),
    s3: newKeys(),
    s3Upload: newKeys(),
  };
}

function newKeys(): S3Keys {
  return {
    accessKeyId: randomBytes(10).toString('hex').toUpperCase(),
    // No sign that any shell, URL or env file gives a meaning to.
    secretAccessKey: randomBytes(20).toString('hex'),
  };
}
