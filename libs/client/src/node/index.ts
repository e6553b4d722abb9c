export { fileSource, type FileSource, type FileSourceOptions } from './file-source.js';
export { httpPut, type HttpPutOptions } from './http-put.js';
export { nodePlatform } from './node-platform.js';
