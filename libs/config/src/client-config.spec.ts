import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadClientConfig } from './client-config.js';

describe('loadClientConfig', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'waybill-config-'));
    mkdirSync(join(folder, '.waybill'));
    mkdirSync(join(folder, 'deep', 'down'), { recursive: true });
    writeFileSync(
      join(folder, '.waybill', 'local.env'),
      'WAYBILL_URL=http://127.0.0.1:9999\nWAYBILL_API_KEY=wbk_local\nWAYBILL_ADMIN_KEY=wba_local\n',
    );
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('finds what npm start left, from any folder below', () => {
    expect(loadClientConfig({}, join(folder, 'deep', 'down'))).toMatchObject({
      url: 'http://127.0.0.1:9999',
      apiKey: 'wbk_local',
      adminKey: 'wba_local',
    });
  });

  it('prefers the environment', () => {
    expect(loadClientConfig({ WAYBILL_API_KEY: 'wbk_mine' }, folder)).toMatchObject({
      url: 'http://127.0.0.1:9999',
      apiKey: 'wbk_mine',
    });
  });

  it('looks into WAYBILL_DATA_DIR where that is set', () => {
    const dataDir = join(folder, '.waybill');
    expect(loadClientConfig({ WAYBILL_DATA_DIR: dataDir }, '/')).toMatchObject({
      apiKey: 'wbk_local',
    });
  });

  it('has no key where nothing says one', () => {
    expect(loadClientConfig({}, '/').apiKey).toBeUndefined();
  });
});
