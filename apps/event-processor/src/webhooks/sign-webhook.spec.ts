import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { signWebhook } from './sign-webhook.js';

describe('signWebhook', () => {
  it('signs as the reference of the specification does', () => {
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    const message = {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestamp: 1_614_265_330,
      body: '{"test": 2432232314}',
    };
    const expected = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
    expect(signWebhook(message, [secret])).toBe(expected);
    expect(new Webhook(secret).sign(message.id, new Date(1_614_265_330_000), message.body)).toBe(
      expected,
    );
  });

  it('lets the holder of either of two secrets verify it, and nobody else', () => {
    const [old, young, other] = [24, 64, 32].map(
      (bytes) => `whsec_${randomBytes(bytes).toString('base64')}`,
    ) as [string, string, string];
    const timestamp = Math.floor(Date.now() / 1_000);
    const body = '{"name":"Ümlaut ☂"}';
    const headers = {
      'webhook-id': 'one',
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signWebhook({ id: 'one', timestamp, body }, [young, old]),
    };
    expect(headers['webhook-signature'].split(' ')).toHaveLength(2);
    for (const secret of [old, young]) {
      expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
    }
    expect(() => new Webhook(other).verify(body, headers)).toThrow();
    expect(() => new Webhook(old).verify(`${body} `, headers)).toThrow();
  });
});
