import { describe, expect, it } from '@jest/globals';
import { AddressPolicy } from './address-policy.js';
import { checkWebhookUrl } from './webhook-url.js';

describe('checkWebhookUrl', () => {
  const rules = { addresses: new AddressPolicy(), allowHttp: false };

  it.each([
    ['https://example.com/hook?a=b#c', 'https://example.com/hook?a=b'],
    ['https://example.com:8443', 'https://example.com:8443/'],
    ['https://8.8.8.8/x', 'https://8.8.8.8/x'],
    ['https://[2606:4700::1111]/', 'https://[2606:4700::1111]/'],
  ])('takes %s', (text, url) => expect(checkWebhookUrl(text, rules)).toBe(url));

  // The URL parser makes addresses of all the ways to write one.
  it.each([
    'http://example.com/',
    'ftp://example.com/',
    'example.com/hook',
    '',
    'https://user@example.com/',
    'https://user:secret@example.com/',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://0x7f.1/',
    'https://2130706433/',
    'https://017700000001/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[64:ff9b::a9fe:a9fe]/',
    'https://169.254.169.254/latest/meta-data',
    'https://localhost/',
    'https://LOCALHOST./',
    'https://a.localhost/',
    `https://example.com/${'x'.repeat(2_048)}`,
  ])('refuses %s', (text) => {
    expect(() => checkWebhookUrl(text, rules)).toThrow(
      expect.objectContaining({ code: 'webhook_url_refused' }),
    );
  });

  it('takes what the installation allows', () => {
    const local = { addresses: new AddressPolicy(['127.0.0.0/8']), allowHttp: true };
    expect(checkWebhookUrl('http://127.0.0.1:9999/', local)).toBe('http://127.0.0.1:9999/');
    expect(checkWebhookUrl('http://localhost:9999/', local)).toBe('http://localhost:9999/');
    expect(() => checkWebhookUrl('http://10.0.0.1/', local)).toThrow();
  });
});
