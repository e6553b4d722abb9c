import { webPlatform, type UploadPlatform } from './platform.js';

/** What a page has. Node takes `node/default-platform.ts` in its place, by `imports` of package.json. */
export function defaultPlatform(customFetch?: typeof fetch): UploadPlatform {
  return webPlatform(customFetch);
}
