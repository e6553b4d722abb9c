import { randomBytes } from 'node:crypto';
import type { StackSecrets } from './stack-options.js';

export function newSecrets(): StackSecrets {
  return {
    databasePassword: randomBytes(16).toString('hex'),
    s3: {
      accessKeyId: randomBytes(10).toString('hex').toUpperCase(),
      // No sign that any shell, URL or env file gives a meaning to.
      secretAccessKey: randomBytes(20).toString('hex'),
    },
  };
}
