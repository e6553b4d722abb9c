import { describe, expect, it } from '@jest/globals';
import { Insiders } from './insiders.js';

const from = (remoteAddress: string, headers: Record<string, string> = {}) => ({
  headers,
  socket: { remoteAddress },
});

describe('Insiders', () => {
  it.each(['127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1'])('are on %s', (address) => {
    expect(new Insiders().include(from(address))).toBe(true);
  });

  it.each(['10.0.0.1', '::ffff:10.0.0.1', '128.0.0.1', 'fe80::1', '127.0.0.1.example', ''])(
    'are not on %p',
    (address) => {
      expect(new Insiders().include(from(address))).toBe(false);
    },
  );

  it.each(['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'])(
    'are not behind a proxy of this machine, which sends %s',
    (name) => {
      expect(new Insiders().include(from('127.0.0.1', { [name]: '127.0.0.1' }))).toBe(false);
    },
  );

  it('show the token where there is one, and come from anywhere', () => {
    const insiders = new Insiders('figures-for-prometheus');
    const shown = (text: string) => from('10.0.0.1', { authorization: text });
    expect(insiders.include(shown('Bearer figures-for-prometheus'))).toBe(true);
    expect(insiders.include(from('127.0.0.1'))).toBe(false);
    for (const wrong of ['Bearer figures', 'Bearer', '', 'Basic figures-for-prometheus']) {
      expect(insiders.include(shown(wrong))).toBe(false);
    }
  });
});
