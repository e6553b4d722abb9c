import { describe, expect, it } from '@jest/globals';
import { ConfigError } from './env.js';
import { loadProcessorConfig } from './processor-config.js';
import { loadWebhookTargetConfig } from './webhook-config.js';

describe('the configuration of webhooks', () => {
  it('allows public https alone, and tries for about a day, unless told otherwise', () => {
    expect(loadWebhookTargetConfig({})).toMatchObject({ allowHttp: false, allowedNetworks: [] });
    const { retryDelays, eventSource } = loadProcessorConfig({}).webhooks;
    const expected = retryDelays.reduce((sum, delay) => sum + delay / 2, 0);
    expect(expected / 3_600).toBeGreaterThan(22);
    expect(expected / 3_600).toBeLessThan(26);
    expect(eventSource).toBe('/waybill');
  });

  it('takes addresses and CIDRs of both families', () => {
    const text = '127.0.0.0/8, ::1/128,10.1.2.3';
    expect(
      loadWebhookTargetConfig({ WAYBILL_WEBHOOK_ALLOWED_NETWORKS: text }).allowedNetworks,
    ).toEqual(['127.0.0.0/8', '::1/128', '10.1.2.3']);
  });

  it.each(['localhost', '10.0.0.0/33', '10.0.0.0/8/8', '::/129', '10.0.0.0/', '10.0.0.0/+8'])(
    'does not start with the network %s',
    (text) => {
      const load = () => loadWebhookTargetConfig({ WAYBILL_WEBHOOK_ALLOWED_NETWORKS: text });
      expect(load).toThrow(ConfigError);
    },
  );

  it.each(['', 'soon', '5,,10', '0', '5,-1', '1e9'])('reads %j as delays or not at all', (text) => {
    const load = () => loadProcessorConfig({ WAYBILL_WEBHOOK_RETRY_DELAYS: text }).webhooks;
    if (text === '') expect(load().retryDelays).toHaveLength(10);
    else expect(load).toThrow(ConfigError);
  });
});
