import { describe } from '@jest/globals';
import { describeChunkUrls } from './conformance/chunk-urls.js';
import { describeHashing } from './conformance/hashing.js';
import { describeLists } from './conformance/lists.js';
import { describeMarker } from './conformance/marker.js';
import { describeMultipart } from './conformance/multipart.js';
import { describeObjectUrls } from './conformance/object-urls.js';
import { describeObjects } from './conformance/objects.js';
import { describePartUrls } from './conformance/part-urls.js';
import { describeRangeCopies } from './conformance/range-copies.js';
import type { OpenStore } from './conformance/store-under-test.js';

/** What every object store has to do, the fake and the real ones alike. */
export function describeObjectStore(name: string, open: OpenStore): void {
  describe(name, () => {
    describeChunkUrls(open);
    describeObjectUrls(open);
    describePartUrls(open);
    describeObjects(open);
    describeHashing(open);
    describeLists(open);
    describeMarker(open);
    describeMultipart(open);
    describeRangeCopies(open);
  });
}

export * from './conformance/store-under-test.js';
