import { JSON_BOUNDS } from '@waybill/contracts';
import type { BodyLimits } from './route-rules.js';

const KIB = 1024;

/** Characters: several times the longest value of metadata with each of its characters escaped. */
const TEXT = 64 * KIB;

/** Enough for every call that lists nothing. */
export const SMALL_BODY: BodyLimits = { bytes: 64 * KIB, values: 1_024, text: TEXT };

/** A file of 10,000 chunks with both digests, neatly indented, is about 2.5 MB. */
export const PLAN_BODY: BodyLimits = {
  bytes: 4 * KIB * KIB,
  values: JSON_BOUNDS.values,
  text: TEXT,
};

/** 1,000 chunks with both digests, neatly indented, are about 250 kB, and 4,000 values. */
export const CHUNK_LIST_BODY: BodyLimits = { bytes: 512 * KIB, values: 8_192, text: TEXT };

/** About 1,000 events: more than any store sends at once. */
export const STORAGE_EVENTS_BODY: BodyLimits = { bytes: KIB * KIB, ...JSON_BOUNDS };
