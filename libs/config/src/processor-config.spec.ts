import { describe, expect, it } from '@jest/globals';
import { ConfigError } from './env.js';
import { PROCESSOR_ROLES } from './processor-roles.js';
import { loadProcessorConfig } from './processor-config.js';

describe('loadProcessorConfig', () => {
  it('heals within a minute and sweeps once a day unless told otherwise', () => {
    const { reconciler, sweep } = loadProcessorConfig({});
    expect(reconciler.interval + 2 * reconciler.quietFor).toBeLessThan(60);
    expect(sweep).toEqual({ interval: 86_400, grace: 86_400, maxShare: 0.1 });
  });

  it('takes on every role unless told which', () => {
    expect(loadProcessorConfig({}).roles).toEqual(PROCESSOR_ROLES);
    const named = { WAYBILL_PROCESSOR_ROLES: 'relay, webhooks' };
    expect(loadProcessorConfig(named).roles).toEqual(['relay', 'webhooks']);
  });

  it.each(['relays', ',', 'relay,all'])('refuses the roles %p', (WAYBILL_PROCESSOR_ROLES) => {
    expect(() => loadProcessorConfig({ WAYBILL_PROCESSOR_ROLES })).toThrow(ConfigError);
  });

  it('takes 0 for a sweep that is off, and for nothing else', () => {
    expect(loadProcessorConfig({ WAYBILL_SWEEP_INTERVAL: '0' }).sweep.interval).toBe(0);
    expect(() => loadProcessorConfig({ WAYBILL_SWEEP_GRACE: '-1' })).toThrow(ConfigError);
    expect(() => loadProcessorConfig({ WAYBILL_RECONCILE_INTERVAL: '0' })).toThrow(ConfigError);
  });
});
