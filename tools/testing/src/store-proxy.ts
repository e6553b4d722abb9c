import { once } from 'node:events';
import {
  createServer,
  request,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { Transform } from 'node:stream';

/** An S3 call by the name that S3's reference gives it. */
export type StoreOperation =
  | 'CreateMultipartUpload'
  | 'UploadPartCopy'
  | 'UploadPart'
  | 'CompleteMultipartUpload'
  | 'AbortMultipartUpload'
  | 'ListParts'
  | 'ListMultipartUploads'
  | 'ListObjects'
  | 'DeleteObjects'
  | 'HeadObject'
  | 'GetObject'
  | 'PutObject'
  | 'other';

export interface StoreCall {
  readonly operation: StoreOperation;
  readonly path: string;
  /** Of calls on a multipart upload. */
  readonly uploadId?: string;
  /** By a URL that was given out, not by an app that holds keys. */
  readonly presigned: boolean;
}

export interface ProxyAnswer {
  readonly status: number;
  readonly body: string;
}

export interface StoreProxyHooks {
  /** Before the call reaches the store. */
  readonly before?: (call: StoreCall) => void;
  /** Keeps the call from the store until what it gives is settled: as a store that is full does. */
  readonly hold?: (call: StoreCall) => Promise<unknown> | undefined;
  /** After the store has answered, before the caller hears of it. */
  readonly after?: (call: StoreCall) => void;
  /** What the caller is told in place of the store's answer, which has done its work; or nothing. */
  readonly answer?: (call: StoreCall) => ProxyAnswer | 'silence' | undefined;
  /** What the caller is told without the store hearing of the call. */
  readonly instead?: (call: StoreCall) => ProxyAnswer | undefined;
  /** True to break the connection once part of the body is through. */
  readonly reset?: (call: StoreCall) => boolean;
  /** True to flip one bit of the body on its way to the store. */
  readonly alter?: (call: StoreCall) => boolean;
}

/** A store tells pages of its errors, too. */
const XML = { 'content-type': 'application/xml', 'access-control-allow-origin': '*' };

/**
 * Stands between Waybill, or its clients, and the real store. The Host header goes through as it
 * came, so that signatures made for the proxy's address hold.
 */
export class StoreProxy {
  hooks: StoreProxyHooks = {};

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {}

  static async to(endpoint: string): Promise<StoreProxy> {
    const server = createServer();
    const proxy = new StoreProxy(server, new URL(endpoint));
    server.on('request', (incoming, answer) => proxy.forward(incoming, answer));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private forward(incoming: IncomingMessage, answer: ServerResponse): void {
    const [path = '', query] = (incoming.url ?? '').split('?');
    const parameters = new URLSearchParams(query);
    const call = {
      operation: operationOf(incoming),
      path,
      uploadId: parameters.get('uploadId') ?? undefined,
      presigned: parameters.has('X-Amz-Signature'),
    };
    this.hooks.before?.(call);
    const instead = this.hooks.instead?.(call);
    if (instead) {
      incoming.resume();
      answer.writeHead(instead.status, XML).end(instead.body);
      return;
    }
    const held = this.hooks.hold?.(call);
    if (!held) return this.pass(call, incoming, answer);
    void held.then(() => {
      if (!answer.destroyed) this.pass(call, incoming, answer);
    });
  }

  private pass(call: StoreCall, incoming: IncomingMessage, answer: ServerResponse): void {
    const upstream = request({
      host: this.target.hostname,
      port: this.target.port,
      method: incoming.method,
      path: incoming.url,
      headers: incoming.headers,
    });
    upstream.on('response', (response) => {
      this.hooks.after?.(call);
      const told = this.hooks.answer?.(call);
      if (told) {
        response.resume();
        if (told !== 'silence') answer.writeHead(told.status, XML).end(told.body);
        return;
      }
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    upstream.on('error', () => answer.destroy());
    incoming.on('error', () => upstream.destroy());
    answer.on('close', () => upstream.destroy());
    if (this.hooks.reset?.(call)) incoming.once('data', () => incoming.destroy());
    if (this.hooks.alter?.(call)) incoming.pipe(flipOneBit()).pipe(upstream);
    else incoming.pipe(upstream);
  }
}

function flipOneBit(): Transform {
  let done = false;
  return new Transform({
    transform(data: Buffer, _, next) {
      if (done || data.length === 0) return next(null, data);
      done = true;
      const altered = Buffer.from(data);
      altered.writeUInt8(altered.readUInt8(altered.length >> 1) ^ 1, altered.length >> 1);
      next(null, altered);
    },
  });
}

function operationOf({ method, url = '', headers }: IncomingMessage): StoreOperation {
  const query = new URLSearchParams(url.split('?')[1] ?? '');
  const has = (name: string) => query.has(name);
  switch (method) {
    case 'POST':
      if (has('uploads')) return 'CreateMultipartUpload';
      if (has('uploadId')) return 'CompleteMultipartUpload';
      return has('delete') ? 'DeleteObjects' : 'other';
    case 'PUT':
      if (!has('uploadId')) return 'PutObject';
      return headers['x-amz-copy-source'] === undefined ? 'UploadPart' : 'UploadPartCopy';
    case 'GET':
      if (has('uploadId')) return 'ListParts';
      if (has('uploads')) return 'ListMultipartUploads';
      return has('list-type') ? 'ListObjects' : 'GetObject';
    case 'HEAD':
      return 'HeadObject';
    case 'DELETE':
      return has('uploadId') ? 'AbortMultipartUpload' : 'other';
    default:
      return 'other';
  }
}
