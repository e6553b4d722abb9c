import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  bytes,
  digest,
  PAGE_SIZE,
  type OpenStore,
  type StoreUnderTest,
} from './store-under-test.js';

const ODD_KEYS = ['odd/a b+c%20é"&<>.txt', 'odd/日本語/👩‍👩‍👧', "odd/it's (1)!*~", 'odd/%2F%25'];

/** Reading, downloading and removing objects. */
export function describeObjects(open: OpenStore): void {
  describe('objects', () => {
    let at: StoreUnderTest;
    beforeAll(async () => {
      at = await open();
    });
    afterAll(() => at.close());

    it('has no head for what is not there', async () => {
      expect(await at.store.reader.head('files/none')).toBeUndefined();
    });

    it.each(ODD_KEYS)('knows size and ETag of %p', async (key) => {
      const body = bytes(`the body of ${key}`);
      await at.put(key, body);
      expect(await at.store.reader.head(key)).toEqual({
        size: body.length,
        etag: digest('md5', body),
      });
    });

    it.each([
      ['plain', 'report.pdf', 'attachment'],
      ['with quotes', 'Übersicht "2026" €.pdf', 'attachment'],
      ['in Latin-1', 'été; filename=x.html', 'inline'],
      ['of 1,024 bytes', '😀'.repeat(256), 'attachment'],
    ] as const)('gives a download its name: %s', async (_, name, disposition) => {
      const key = 'files/download';
      const body = bytes('downloaded');
      await at.put(key, body);
      const { bucket } = at;
      const signed = await at.store.downloads.signDownload(
        { bucket, key, name, contentType: 'application/pdf', disposition },
        60,
      );
      const response = await at.send(signed);
      expect(response.status).toBe(200);
      expect(Buffer.from(response.body).toString()).toBe('downloaded');
      expect(response.headers['content-type']).toBe('application/pdf');
      const header = response.headers['content-disposition'] ?? '';
      expect(header.startsWith(`${disposition}; filename=`)).toBe(true);
      const whole = /filename\*=UTF-8''(\S+)$/u.exec(header)?.[1];
      const plain = /filename="?([^"]+)"?$/u.exec(header)?.[1];
      expect(whole === undefined ? plain : decodeURIComponent(whole)).toBe(name);
    });

    it('removes what is there and passes over what is not', async () => {
      const keys = [...ODD_KEYS, ...Array.from({ length: 2 * PAGE_SIZE }, (_, n) => `many/${n}`)];
      for (const key of keys) await at.put(key, bytes('x'));
      await at.put('kept', bytes('x'));
      await at.store.remover.remove([...keys, 'none/1', 'none/2']);
      for (const key of keys) expect(await at.store.reader.head(key)).toBeUndefined();
      expect(await at.store.reader.head('kept')).toBeDefined();
      await at.store.remover.remove([]);
    });

    it('removes everything under a prefix, over many pages, and nothing beside it', async () => {
      const keys = Array.from({ length: 2 * PAGE_SIZE + 1 }, (_, n) => `uploads/a/chunks/${n + 1}`);
      for (const key of keys) await at.put(key, bytes('x'));
      await at.put('uploads/ab/chunks/1', bytes('x'));
      expect(await at.store.remover.removePrefix('uploads/a/chunks/')).toBe(keys.length);
      expect(await at.store.remover.removePrefix('uploads/a/chunks/')).toBe(0);
      for (const key of keys) expect(await at.store.reader.head(key)).toBeUndefined();
      expect(await at.store.reader.head('uploads/ab/chunks/1')).toBeDefined();
    });
  });
}
