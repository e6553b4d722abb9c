import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { CLIENT_API, clientApi } from './client-package.js';

it('libs/client/API.md says what @waybill/client exports: `npm run pack:client -- --write-api` writes it', async () => {
  expect(await clientApi()).toBe(await readFile(CLIENT_API, 'utf8'));
}, 60_000);
