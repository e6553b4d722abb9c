import { describe, expect, it } from '@jest/globals';
import { WaybillError } from '@waybill/client';
import { faultOf, passes } from './fault.js';

describe('a fault of an upload', () => {
  it.each([
    ['connection_failed', undefined],
    ['store_unreachable', undefined],
    ['store_unavailable', 503],
  ])('is waited for where it may pass: %s', (code, status) => {
    expect(passes(new WaybillError(code, 'No answer.', { status }))).toBe(true);
  });

  it.each(['source_changed', 'file_expired', 'unauthenticated'])('is told else: %s', (code) => {
    expect(passes(new WaybillError(code, 'So it is.'))).toBe(false);
    const { what, todo } = faultOf(new WaybillError(code, 'So it is.'));
    expect(what).toMatch(/\.$/u);
    expect(todo).toMatch(/\.$/u);
  });

  it('says what the server says where there is nothing better, and which request it was', () => {
    const error = new WaybillError('size_too_large', 'A file has at most 5 TiB.', {
      status: 400,
      requestId: 'r-1',
    });
    expect(faultOf(error)).toMatchObject({
      what: 'A file has at most 5 TiB.',
      todo: expect.stringContaining('r-1'),
    });
  });

  it('thinks of the clock where the store refuses a new permission', () => {
    const error = new WaybillError('store_rejected', 'AccessDenied', { status: 403 });
    expect(faultOf(error).todo).toContain('clock');
  });
});
