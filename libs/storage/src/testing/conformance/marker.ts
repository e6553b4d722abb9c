import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { claimBucket } from '../../ownership/claim-bucket.js';
import type { OpenStore, StoreUnderTest } from './store-under-test.js';

const FIRST = '0198c0de-0000-7000-8000-000000000001';
const SECOND = '0198c0de-0000-7000-8000-000000000002';

export function describeMarker(open: OpenStore): void {
  describe('the marker of the bucket', () => {
    let it_: StoreUnderTest;
    beforeAll(async () => (it_ = await open()));
    afterAll(() => it_?.close());

    it('goes to one of those who claim it at once, and stays theirs', async () => {
      const { marker } = it_.store;
      expect(await marker.read()).toBeUndefined();
      const claims = await Promise.allSettled([
        claimBucket(marker, FIRST),
        claimBucket(marker, SECOND),
      ]);
      const owner = await marker.read();
      const winner = claims.map(({ status }) => status === 'fulfilled');
      expect(winner).toEqual([owner === FIRST, owner === SECOND]);
      await marker.claim(owner === FIRST ? SECOND : FIRST);
      expect(await marker.read()).toBe(owner);
    });

    it('is taken over only from whom the new owner names', async () => {
      const { marker } = it_.store;
      await marker.takeOver(FIRST);
      await expect(claimBucket(marker, SECOND)).rejects.toMatchObject({ owner: FIRST });
      await expect(claimBucket(marker, SECOND, SECOND)).rejects.toThrow(
        new RegExp(`belongs to the installation ${FIRST}.*WAYBILL_TAKE_OVER_BUCKET=${FIRST}`, 'su'),
      );
      await claimBucket(marker, SECOND, FIRST);
      // The setting may stay where it is.
      await claimBucket(marker, SECOND, FIRST);
      await expect(claimBucket(marker, FIRST)).rejects.toMatchObject({ owner: SECOND });
    });
  });
}
