/** Of no object that there ever was. */
export const FORGED_ETAG = 'f'.repeat(32);
