import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from '@waybill/domain';
import {
  bytes,
  digest,
  PAGE_SIZE,
  UPLOAD_OPTIONS,
  type OpenStore,
  type StoreUnderTest,
} from './store-under-test.js';

/** Stores tell times to the second, by a clock of their own. */
const CLOCK_MS = 5_000;

/** Walking through what the store holds. */
export function describeLists(open: OpenStore): void {
  describe('lists', () => {
    let at: StoreUnderTest;
    beforeAll(async () => {
      at = await open();
    });
    afterAll(() => at.close());

    const all = async <Item>(
      list: (cursor?: string) => Promise<Page<Item, string>>,
    ): Promise<{ readonly items: Item[]; readonly sizes: number[] }> => {
      const items: Item[] = [];
      const sizes: number[] = [];
      let cursor: string | undefined;
      do {
        const page = await list(cursor);
        items.push(...page.items);
        sizes.push(page.items.length);
        cursor = page.next;
      } while (cursor !== undefined);
      return { items, sizes };
    };
    const expectNow = (date: Date): void =>
      expect(Math.abs(date.getTime() - Date.now())).toBeLessThan(CLOCK_MS);

    it('has one empty page where there is nothing', async () => {
      expect(await at.store.lister.objects('none/')).toEqual({ items: [] });
      expect(await at.store.lister.uploads('none/')).toEqual({ items: [] });
    });

    it('lists objects by key over many pages, and only those of the prefix', async () => {
      const names = ['10', '2', 'a b+c%20&é', "it's (1)!*~", '日本語/👩‍👩‍👧', 'x', 'x/y', 'x0'];
      const keys = names
        .map((name) => `listed/${name}`)
        .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      for (const key of keys) await at.put(key, bytes(key));
      await at.put('listed', bytes('beside'));
      await at.put('listee', bytes('beside'));
      const { items, sizes } = await all((cursor) => at.store.lister.objects('listed/', cursor));
      expect(items.map((item) => item.key)).toEqual(keys);
      expect(sizes).toEqual([3, 3, 2]);
      for (const { key, size, etag, modifiedAt } of items) {
        const body = bytes(key);
        expect({ size, etag }).toEqual({ size: body.length, etag: digest('md5', body) });
        expectNow(modifiedAt);
      }
    });

    it('goes on behind an object that is gone', async () => {
      for (let n = 0; n < PAGE_SIZE + 1; n += 1) await at.put(`gone/${n}`, bytes('x'));
      const { items, next } = await at.store.lister.objects('gone/');
      await at.store.remover.remove(items.map((item) => item.key));
      const rest = await at.store.lister.objects('gone/', next);
      expect(rest.items.map((item) => item.key)).toEqual([`gone/${PAGE_SIZE}`]);
      expect(rest.next).toBeUndefined();
    });

    it('lists unfinished uploads over many pages, several of one key too', async () => {
      const { uploads, lister } = at.store;
      const made: string[] = [];
      const keys = ['up/a', 'up/b é+%', 'up/b é+%', 'up/b é+%', 'up/b é+%', 'up/c', 'up/d/e'];
      for (const key of keys) made.push(`${key} ${await uploads.create(key, UPLOAD_OPTIONS)}`);
      await uploads.create('upper', UPLOAD_OPTIONS);
      const { items, sizes } = await all((cursor) => lister.uploads('up/', cursor));
      expect(items.map((item) => item.key)).toEqual(keys);
      expect(items.map((item) => `${item.key} ${item.uploadId}`).sort()).toEqual(made.sort());
      expect(sizes).toEqual([3, 3, 1]);
      items.forEach((item) => expectNow(item.startedAt));
    });
  });
}
