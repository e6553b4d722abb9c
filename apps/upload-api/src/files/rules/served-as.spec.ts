import { describe, expect, it } from '@jest/globals';
import { servedAs } from './served-as.js';

describe('servedAs', () => {
  it.each([
    'text/html',
    'TEXT/HTML; charset=utf-8',
    'application/xhtml+xml',
    'image/svg+xml',
    'image/svg',
    'Image/SVG+XML;a=b',
    'text/xml',
    'application/xml',
    'application/rss+xml',
    'image/x+xml',
    'text/javascript',
    'application/javascript',
    'application/ecmascript',
    'text/css',
    'text/x-unknown',
    'application/x-shockwave-flash',
    'multipart/x-mixed-replace',
    'message/rfc822',
    'application/octet-stream',
    'unknown/unknown',
    '*/*',
    '',
  ])('never shows %p', (type) => {
    expect(servedAs(type, 'inline')).toEqual({
      disposition: 'attachment',
      contentType: 'application/octet-stream',
    });
  });

  it.each([
    ['image/png', 'image/png'],
    ['video/mp4; codecs="avc1"', 'video/mp4'],
    ['text/plain; charset="utf-8"', 'text/plain; charset=utf-8'],
    ['text/plain; x="a, text/html"', 'text/plain'],
    ['application/pdf', 'application/pdf'],
  ])('shows %p as %p', (type, contentType) => {
    expect(servedAs(type, 'inline')).toEqual({ disposition: 'inline', contentType });
  });

  it('leaves alone what is only saved', () => {
    const served = { disposition: 'attachment', contentType: 'text/html' } as const;
    expect(servedAs('text/html', 'attachment')).toEqual(served);
  });
});
