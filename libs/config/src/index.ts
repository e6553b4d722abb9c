export * from './client-config.js';
export * from './database-config.js';
export * from './env.js';
export * from './processor-config.js';
export * from './redis-config.js';
export * from './s3-config.js';
export * from './service-config.js';
export * from './upload-config.js';
