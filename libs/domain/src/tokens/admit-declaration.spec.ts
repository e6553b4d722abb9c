import { describe, expect, it } from '@jest/globals';
import type { DomainError } from '../errors/domain-error.js';
import { admitDeclaration, assertOrigin } from './admit-declaration.js';
import type { TokenPolicy } from './upload-token.js';

const policy = (more: Partial<TokenPolicy>): TokenPolicy => ({
  metadata: {},
  events: 'none',
  ...more,
});

function refusalOf(work: () => unknown) {
  try {
    work();
    return undefined;
  } catch (error) {
    const { code, errors } = error as DomainError;
    return [code, errors[0]?.path];
  }
}

describe('a declaration by an upload token', () => {
  const declared = { size: 10, contentType: 'image/png', metadata: {} };

  it.each([
    [['image/png'], 'image/png', true],
    [['image/png'], 'IMAGE/PNG; charset=x', true],
    [['image/*'], 'image/svg+xml', true],
    [['*/*'], 'text/html', true],
    [undefined, 'text/html', true],
    [['image/png'], 'image/pngx', false],
    [['image/*'], 'imagex/png', false],
    [['image/*'], 'text/plain; a=image/png', false],
    [['image/png', 'application/pdf'], 'application/pdf', true],
  ])('of types %j may be %p: %p', (contentTypes, contentType, admitted) => {
    const held = policy(contentTypes ? { contentTypes } : {});
    expect(refusalOf(() => admitDeclaration(held, { ...declared, contentType }))).toEqual(
      admitted ? undefined : ['content_type_not_allowed', 'contentType'],
    );
  });

  it('is no larger than the policy says', () => {
    const held = policy({ maxFileSize: 10 });
    expect(admitDeclaration(held, declared)).toEqual({});
    expect(refusalOf(() => admitDeclaration(held, { ...declared, size: 11 }))).toEqual([
      'file_too_large',
      'size',
    ]);
  });

  it('has what metadata is forced, and may say the same or other things', () => {
    const held = policy({ metadata: { order: '1', toString: 'x' } });
    const of = (metadata: Record<string, string>) =>
      admitDeclaration(held, { ...declared, metadata });
    expect(of({})).toEqual({ order: '1', toString: 'x' });
    expect(of({ order: '1', colour: 'red' })).toMatchObject({ order: '1', colour: 'red' });
    expect(refusalOf(() => of({ order: '' }))).toEqual(['metadata_forced', 'metadata.order']);
  });
});

describe('the origins of an upload token', () => {
  const origin = 'https://shop.example';

  it.each([
    [[origin], origin, true],
    [[origin], undefined, true],
    [undefined, origin, true],
    [['*'], origin, true],
    [[origin], `${origin}.evil.example`, false],
    [[origin], 'http://shop.example', false],
    [[origin], 'null', false],
  ])('where they are %j, let a call from %p be: %p', (origins, from, admitted) => {
    const held = policy(origins ? { origins } : {});
    expect(refusalOf(() => assertOrigin(held, from))).toEqual(
      admitted ? undefined : ['origin_not_allowed', undefined],
    );
  });
});
