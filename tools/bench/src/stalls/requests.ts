import { SHAPES, TOO_LARGE, type Shape } from './bodies.js';

export interface HostileRequest {
  readonly name: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: () => Buffer;
}

export interface Credentials {
  readonly apiKey: string;
  readonly storeToken: string;
  readonly fileId: string;
}

/** Every shape, sent without a key, to the calls that take the most, and as the store. */
export function hostileRequests({ apiKey, storeToken, fileId }: Credentials): HostileRequest[] {
  const json = { 'content-type': 'application/json' };
  const key = { ...json, authorization: `Bearer ${apiKey}` };
  const store = { ...json, authorization: `Bearer ${storeToken}` };
  const files = '/v1/files';
  const urls = `/v1/files/${fileId}/chunks/urls`;
  const events = '/v1/storage-events';
  const send = (how: string, path: string, headers: Record<string, string>) => (shape: Shape) => ({
    name: `${shape.name}, ${how}, ${path.replace(fileId, '{id}')}`,
    path,
    headers,
    body: shape.make,
  });
  const shapes = [...SHAPES, TOO_LARGE];
  const some = shapes.filter((_, index) => index % 6 === 0);
  return [
    ...shapes.map(send('with a key', files, key)),
    ...shapes.map(send('with a key', urls, key)),
    ...shapes.map(send('as the store', events, store)),
    ...some.map(send('without a key', files, json)),
    ...some.map(send('with a wrong token', events, key)),
    ...some.map(send('to no call', '/v1/nothing', key)),
    ...some.map(send('compressed', files, { ...key, 'content-encoding': 'gzip' })),
    ...some.map(send('as text', files, { ...key, 'content-type': 'text/plain' })),
  ];
}
