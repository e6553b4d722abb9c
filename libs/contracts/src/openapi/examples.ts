const id = '019a9b0c-7f00-7000-8000-000000000001';
const sha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

export const fileExample = {
  id,
  name: 'holiday.mp4',
  size: 20_971_520,
  contentType: 'video/mp4',
  status: 'uploading',
  strategy: 'chunks',
  chunkSize: 8_388_608,
  chunkCount: 3,
  uploadedChunks: 1,
  uploadedBytes: 8_388_608,
  reusedChunks: 0,
  autoComplete: false,
  metadata: { album: 'summer' },
  createdAt: '2025-11-19T10:00:00.000Z',
  updatedAt: '2025-11-19T10:00:04.120Z',
  expiresAt: '2025-11-26T10:00:00.000Z',
};

export const completedFileExample = {
  ...fileExample,
  status: 'completed',
  uploadedChunks: 3,
  uploadedBytes: 20_971_520,
  fingerprint: `${sha256}-3`,
  location: { bucket: 'waybill', key: `files/${id}`, etag: '9b2cf535f27731c974343645a3985328-3' },
  completedAt: '2025-11-19T10:01:00.000Z',
};

export const chunkExample = {
  number: 1,
  offset: 0,
  size: 8_388_608,
  status: 'uploaded',
  sha256,
  etag: 'd41d8cd98f00b204e9800998ecf8427e',
  verification: 'storage',
  uploadedAt: '2025-11-19T10:00:04.120Z',
};

export const chunkUrlsExample = {
  urls: [
    {
      number: 2,
      method: 'PUT',
      url: `https://s3.example.com/waybill/uploads/${id}/chunks/2?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=…`,
      headers: {
        'content-length': '8388608',
        'content-type': 'application/octet-stream',
        'if-none-match': '*',
      },
      expiresAt: '2025-11-19T11:00:00.000Z',
    },
  ],
};

export const journalExample = {
  items: [
    { id: '1', type: 'file.created', at: '2025-11-19T10:00:00.000Z', data: {} },
    { id: '2', type: 'file.uploading', at: '2025-11-19T10:00:04.120Z', data: {} },
  ],
};

export const storageEventExample = {
  Records: [
    {
      eventName: 'ObjectCreated:Put',
      s3: {
        bucket: { name: 'waybill' },
        object: { key: `uploads/${id}/chunks/1`, size: 8_388_608, eTag: chunkExample.etag },
      },
    },
  ],
};

export const eventBridgeExample = {
  'detail-type': 'Object Created',
  source: 'aws.s3',
  time: '2025-11-19T10:00:00Z',
  detail: {
    bucket: { name: 'waybill' },
    object: { key: `uploads/${id}/chunks/1`, size: 8_388_608, etag: chunkExample.etag },
    reason: 'PutObject',
  },
};

export const webhookExample = {
  id: '019a9b0c-7f00-7000-8000-0000000000e1',
  url: 'https://example.com/waybill',
  types: ['file.completed', 'file.failed'],
  status: 'active',
  createdAt: '2025-11-19T10:00:00.000Z',
};

export const deliveryExample = {
  id: '019a9b0c-7f00-7000-8000-0000000000d1',
  eventId: '1043',
  type: 'file.completed',
  fileId: id,
  status: 'delivered',
  attempts: 1,
  lastStatusCode: 204,
  createdAt: '2025-11-19T10:01:00.020Z',
  deliveredAt: '2025-11-19T10:01:00.110Z',
};

export const streamExample = `retry: 2000
id: 1042

id: 1043
event: file.uploaded
data: {"fileId":"${id}","type":"file.uploaded","at":"2025-11-19T10:00:59.000Z"}

`;
