import { describe, expect, it } from '@jest/globals';
import { chunkKey, chunkKeyPrefix, fileKey, parseObjectKey } from './object-keys.js';

const ID = '019a9b0c-7f00-7000-8000-000000000001';

describe('object keys', () => {
  it('names a chunk by the file and its number, and reads it back', () => {
    expect(chunkKey(ID, 42)).toBe(`uploads/${ID}/chunks/42`);
    expect(chunkKey(ID, 42).startsWith(chunkKeyPrefix(ID))).toBe(true);
    expect(parseObjectKey(chunkKey(ID, 42))).toEqual({ kind: 'chunk', fileId: ID, number: 42 });
  });

  it('names the finished object, and reads it back', () => {
    expect(parseObjectKey(fileKey(ID))).toEqual({ kind: 'file', fileId: ID });
  });

  it.each([
    '',
    'uploads/file_123/chunks/1',
    `uploads/${ID}/chunks/0`,
    `uploads/${ID}/chunks/01`,
    `uploads/${ID}/chunks/-1`,
    `uploads/${ID}/chunks/1e3`,
    `uploads/${ID}/chunks/100000`,
    `uploads/${ID}/chunks/1/x`,
    `/uploads/${ID}/chunks/1`,
    `uploads/${ID.toUpperCase()}/chunks/1`,
    `x/uploads/${ID}/chunks/1`,
    `uploads/${ID}/chunks/1\n`,
    `files/${ID}/..`,
  ])('takes %p for somebody else’s', (key) => {
    expect(parseObjectKey(key)).toBeUndefined();
  });
});
