/** Where the servers of the local stack are; `npm test` and `npm run stack` say it in the environment. */
export interface StackEnvironment {
  /** As the services log in. */
  readonly databaseUrl: string;
  /** As the owner of the tables, who may make databases. */
  readonly ownerDatabaseUrl: string;
  readonly redisUrl: string;
  readonly s3: {
    readonly endpoint: string;
    readonly region: string;
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
  };
  /** Who signs the URLs of uploads, where that is another than the services. */
  readonly upload?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly storeProfile: string;
  /** PostgreSQL's own log, where the stack is a local one. */
  readonly postgresLog?: string;
}

export function stackEnvironment(): StackEnvironment {
  return {
    databaseUrl: required('DATABASE_URL'),
    ownerDatabaseUrl: process.env['WAYBILL_MIGRATION_DATABASE_URL'] ?? required('DATABASE_URL'),
    redisUrl: required('REDIS_URL'),
    s3: {
      endpoint: required('S3_ENDPOINT'),
      region: required('S3_REGION'),
      accessKeyId: required('AWS_ACCESS_KEY_ID'),
      secretAccessKey: required('AWS_SECRET_ACCESS_KEY'),
    },
    upload: uploadKeys(),
    storeProfile: required('WAYBILL_STORE_PROFILE'),
    postgresLog: process.env['WAYBILL_TEST_PG_LOG'],
  };
}

function uploadKeys(): StackEnvironment['upload'] {
  const { S3_UPLOAD_ACCESS_KEY_ID, S3_UPLOAD_SECRET_ACCESS_KEY } = process.env;
  if (!S3_UPLOAD_ACCESS_KEY_ID || !S3_UPLOAD_SECRET_ACCESS_KEY) return undefined;
  return { accessKeyId: S3_UPLOAD_ACCESS_KEY_ID, secretAccessKey: S3_UPLOAD_SECRET_ACCESS_KEY };
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(
      `${name} is not set. These tests need real servers: run them by "npm test", or start ` +
        'servers with "npm run stack" and load the environment file that it names.',
    );
  }
  return value;
}
