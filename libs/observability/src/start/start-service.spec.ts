import { describe, expect, it } from '@jest/globals';
import { ConfigError, httpPort, type ServiceConfig } from '@waybill/config';
import { startService } from './start-service.js';

class Refused extends Error {}

const service = { host: '127.0.0.1', port: 1, logLevel: 'silent' } as ServiceConfig;

/** What is said of a start that ends with `error`, or goes well. */
async function said(error?: unknown, load: () => { service: ServiceConfig } = () => ({ service })) {
  const texts: string[] = [];
  await startService({
    name: 'a-service',
    load,
    needs: (config) => [httpPort(config.service)],
    toldAsTheyAre: [Refused],
    start: () => (error === undefined ? Promise.resolve() : Promise.reject(error as Error)),
    fail: (text) => void texts.push(text),
  });
  return texts;
}

describe('startService', () => {
  it('says nothing of a start that goes well', async () => {
    expect(await said()).toEqual([]);
  });

  it('names the settings at fault, and does not start', async () => {
    const load = () => {
      throw new ConfigError('DATABASE_URL: is required');
    };
    const texts = await said(undefined, load);
    expect(texts).toHaveLength(1);
    expect(texts[0]).toMatch(/^a-service did not start: [^]*DATABASE_URL: is required\n$/u);
  });

  it('tells what says itself what to do as it is', async () => {
    expect(await said(new Refused('set it right'))).toEqual([
      'a-service did not start: set it right\n',
    ]);
  });

  it('names the setting of what it could not reach or have', async () => {
    const error = Object.assign(new Error('address in use'), { syscall: 'listen' });
    expect(await said(error)).toEqual([
      'a-service did not start: WAYBILL_HTTP_HOST and WAYBILL_HTTP_PORT (127.0.0.1:1): address in use\n',
    ]);
  });

  it('shows where an error of ours came from', async () => {
    const texts = await said(new TypeError('lost'));
    expect(texts[0]).toContain('TypeError: lost\n    at ');
  });
});
