export { fileSource, type FileSource, type FileSourceOptions } from './file-source.js';
export { httpPut } from './http-put.js';
export { nodePlatform } from './node-platform.js';
