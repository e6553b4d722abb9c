import { WaybillClient } from '@waybill/client';
import { fileSource, nodePlatform } from '@waybill/client/node';
import { tell } from './sent.js';

/** Uploads a file by our SDK, as a service would. Arguments: path, strategy. */
const [path = '', strategy] = process.argv.slice(2);
const client = new WaybillClient({
  url: process.env['WAYBILL_URL'] ?? '',
  apiKey: process.env['WAYBILL_API_KEY'] ?? '',
  platform: nodePlatform(),
});

const started = performance.now();
let sent = started;
const source = await fileSource(path);
const { file } = await client.upload(source, {
  ...(strategy !== undefined && { strategy: strategy }),
  onProgress: ({ chunksSent, chunksTotal }) => {
    if (sent === started && chunksTotal > 0 && chunksSent === chunksTotal) sent = performance.now();
  },
});
const ended = performance.now();
await source.close();
tell({ seconds: (ended - started) / 1000, sending: (sent - started) / 1000, fileId: file.id });
