import { webPlatform, type UploadPlatform } from '../platform.js';
import { nodePlatform } from './node-platform.js';

/** Node's own ways; a `fetch` that was given for everything sends the chunks as well. */
export function defaultPlatform(customFetch?: typeof fetch): UploadPlatform {
  const platform = nodePlatform();
  return customFetch ? { ...platform, put: webPlatform(customFetch).put } : platform;
}
