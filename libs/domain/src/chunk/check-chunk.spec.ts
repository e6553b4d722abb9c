import { describe, expect, it } from '@jest/globals';
import type { ExpectedChunk } from '../ports/chunk-repository.js';
import type { StoreProfile } from '../ports/object-store.js';
import { checkChunk, judgeDigests } from './check-chunk.js';

const MD5 = 'a'.repeat(32);
const OTHER_MD5 = 'b'.repeat(32);
const COMPOSITE = `${MD5}-2`;
const SHA256 = 'c'.repeat(64);

const expectedChunk = (members: Partial<ExpectedChunk>): ExpectedChunk => ({
  fileId: '0198c0de-0000-7000-8000-000000000001',
  number: 1,
  size: 10,
  status: 'pending',
  fileStatus: 'uploading',
  strategy: 'chunks',
  unbound: false,
  ...members,
});

describe('checkChunk', () => {
  const none = {};
  const md5 = { md5: MD5 };
  const sha256 = { sha256: SHA256 };
  const both = { md5: MD5, sha256: SHA256 };

  it.each<[StoreProfile, Partial<ExpectedChunk>, string, string]>([
    ['none', none, MD5, 'believe'],
    ['none', md5, MD5, 'believe'],
    ['none', md5, OTHER_MD5, 'wrong_md5'],
    ['none', md5, COMPOSITE, 'read_back'],
    ['none', sha256, MD5, 'read_back'],
    ['none', both, MD5, 'read_back'],
    ['none', both, OTHER_MD5, 'wrong_md5'],
    ['none', both, COMPOSITE, 'read_back'],
    ['md5', none, OTHER_MD5, 'believe'],
    ['md5', md5, MD5, 'believe'],
    ['md5', md5, OTHER_MD5, 'wrong_md5'],
    ['md5', md5, COMPOSITE, 'believe'],
    ['md5', sha256, OTHER_MD5, 'believe'],
    ['md5', both, OTHER_MD5, 'wrong_md5'],
    ['sha256', sha256, OTHER_MD5, 'believe'],
    // Encrypted with a key of the store's own: 32 hexadecimal digits that are no MD5.
    ['sha256', both, OTHER_MD5, 'believe'],
    ['sha256', md5, MD5, 'believe'],
    ['sha256', md5, OTHER_MD5, 'read_back'],
    ['sha256', md5, COMPOSITE, 'read_back'],
    // A URL without the digest may be about: the store has held nothing that came by it.
    ['md5', { ...sha256, unbound: true }, OTHER_MD5, 'read_back'],
    ['md5', { ...both, unbound: true }, MD5, 'read_back'],
    ['md5', { ...md5, unbound: true }, MD5, 'believe'],
    ['md5', { ...none, unbound: true }, MD5, 'believe'],
    ['sha256', { ...sha256, unbound: true }, OTHER_MD5, 'read_back'],
    ['sha256', { ...both, unbound: true }, OTHER_MD5, 'read_back'],
  ])('in profile %s, declared %j, ETag %s: %s', (profile, declared, etag, verdict) => {
    const judgement = checkChunk(expectedChunk(declared), { size: 10, etag }, profile);
    const said = judgement.kind === 'refuse' ? judgement.reason : judgement.kind;
    expect(said).toBe(verdict);
  });

  it('looks at the size before anything else', () => {
    expect(checkChunk(expectedChunk(md5), { size: 11, etag: MD5 }, 'sha256')).toEqual({
      kind: 'refuse',
      reason: 'wrong_size',
      detail: '10 bytes were planned, the store has 11.',
    });
  });
});

describe('judgeDigests', () => {
  const found = { size: 10, etag: 'whatever', sha256: SHA256, md5: MD5 };

  it.each<[Partial<ExpectedChunk>, string]>([
    [{ sha256: SHA256 }, 'believe'],
    [{ md5: MD5 }, 'believe'],
    [{ sha256: SHA256, md5: MD5 }, 'believe'],
    [{ sha256: 'd'.repeat(64) }, 'wrong_sha256'],
    [{ sha256: SHA256, md5: OTHER_MD5 }, 'wrong_md5'],
  ])('declared %j: %s', (declared, verdict) => {
    const judgement = judgeDigests(expectedChunk(declared), found);
    expect(judgement.kind === 'refuse' ? judgement.reason : judgement.kind).toBe(verdict);
  });
});
