import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { S3Config } from '@waybill/config';
import { SourceMissingError } from '@waybill/domain';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { storeFaultOf } from '../errors/map-store-error.js';
import { createObjectStore, type ObjectStore } from '../object-store.js';
import { rejection } from '../testing/conformance.js';

// Faults that a real store does not produce on demand, from a server that answers by script.

const DEADLINE = 600;
const ERROR_IN_200 =
  '<?xml version="1.0" encoding="UTF-8"?>\n\n<Error><Code>InternalError</Code><Message>We encountered an internal error.</Message></Error>';

describe('a store at fault', () => {
  let server: Server;
  let answer: RequestListener;
  let requests: IncomingMessage[];
  let store: ObjectStore;
  const port = (): number => (server.address() as AddressInfo).port;

  beforeEach(async () => {
    requests = [];
    server = createServer((request, response) => {
      requests.push(request);
      request.resume();
      answer(request, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    store = createObjectStore(configFor(port()));
  });

  afterEach(async () => {
    store.close();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  const part = { number: 1, size: 1, etag: '9dd4e461268c8034f5c8564e155c67a6' };
  const copy = {
    key: 'k',
    uploadId: 'u',
    number: 1,
    size: 1,
    sourceKey: 's',
    sourceEtag: part.etag,
  };
  const failure = async (promise: Promise<unknown>): Promise<unknown> => {
    const started = Date.now();
    const error: unknown = await promise.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(Date.now() - started).toBeLessThan(DEADLINE * 2.5);
    expect(error).toMatchObject({ name: 'DomainError', code: 'store_unavailable' });
    return error;
  };
  const send = (response: ServerResponse, status: number, body = ''): void => {
    response.writeHead(status, { 'content-type': 'application/xml' }).end(body);
  };

  it('ends a call that gets no response within its deadline, after a second try', async () => {
    answer = () => undefined;
    await failure(store.reader.head('k'));
    expect(requests.length).toBe(2);
  });

  it('ends a call whose response stops half-way', async () => {
    answer = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/xml' }).write('<ListPartsResult>');
    };
    await failure(store.uploads.parts('k', 'u'));
  });

  it('ends a copy and a completion within their own deadline', async () => {
    answer = () => undefined;
    await failure(store.uploads.copyPart(copy));
    await failure(store.uploads.complete('k', 'u', [part]));
  });

  it('names a connection that nobody takes', async () => {
    const closed = createObjectStore(configFor(1));
    const error = await failure(closed.reader.head('k'));
    // Under Jest, whose errors are of another realm, the SDK puts a wrapper around it.
    expect(storeFaultOf(error)?.message).toContain('ECONNREFUSED');
    expect(storeFaultOf(error)?.retryable).toBe(true);
    closed.close();
  });

  it('tries again after a 503 and succeeds', async () => {
    answer = (_, response) => send(response, requests.length === 1 ? 503 : 200);
    await expect(store.reader.head('k')).resolves.toBeDefined();
    expect(requests.length).toBe(2);
  });

  it('takes an error inside a 200 for an error: of a copy', async () => {
    answer = (_, response) => send(response, 200, ERROR_IN_200);
    const error = await failure(store.uploads.copyPart(copy));
    expect(storeFaultOf(error)).toMatchObject({ code: 'InternalError' });
  });

  it('takes an error inside a 200 for an error: of a completion', async () => {
    answer = (_, response) => send(response, 200, ERROR_IN_200);
    const error = await failure(store.uploads.complete('k', 'u', [part]));
    expect(storeFaultOf(error)).toMatchObject({ code: 'InternalError' });
  });

  it('takes an error inside the 200 of a removal for an error, but for a missing key', async () => {
    const body = (code: string): string =>
      `<DeleteResult><Error><Key>k</Key><Code>${code}</Code><Message>no</Message></Error></DeleteResult>`;
    answer = (_, response) => send(response, 200, body('AccessDenied'));
    const error = await failure(store.remover.remove(['k']));
    expect(storeFaultOf(error)).toMatchObject({ code: 'AccessDenied', status: 200 });
    answer = (_, response) => send(response, 200, body('NoSuchKey'));
    await expect(store.remover.remove(['k'])).resolves.toBeUndefined();
    expect(requests[0]?.headers['content-md5']).toMatch(/^[\w+/]{22}==$/u);
  });

  it('does not take a refusal for a missing object', async () => {
    answer = (_, response) => send(response, 403);
    const error = await failure(store.reader.head('k'));
    expect(storeFaultOf(error)).toMatchObject({ status: 403, retryable: false });
  });

  it('takes a failed precondition of a copy for a source that is another one', async () => {
    answer = (_, response) => send(response, 412, '<Error><Code>PreconditionFailed</Code></Error>');
    await expect(store.uploads.copyPart(copy)).rejects.toBeInstanceOf(SourceMissingError);
    expect(requests[0]?.headers['x-amz-copy-source-if-match']).toBe(`"${part.etag}"`);
  });

  it('sends an empty part itself where the store does not copy an empty object', async () => {
    const etag = 'd41d8cd98f00b204e9800998ecf8427e';
    answer = (request, response) => {
      if (request.headers['x-amz-copy-source'] === undefined)
        response.writeHead(200, { etag: `"${etag}"` }).end();
      else send(response, 400, '<Error><Code>InvalidRequest</Code></Error>');
    };
    const copied = await store.uploads.copyPart({ ...copy, sourceEtag: etag });
    expect(copied).toEqual({ etag });
    expect(requests[1]?.headers['content-length']).toBe('0');
  });

  it('does not compare ETags that KMS has made its own', async () => {
    answer = (_, response) => {
      response.writeHead(200, { 'x-amz-server-side-encryption': 'aws:kms' });
      response.end(`<CopyPartResult><ETag>"${'0'.repeat(32)}"</ETag></CopyPartResult>`);
    };
    await expect(store.uploads.copyPart(copy)).resolves.toEqual({ etag: '0'.repeat(32) });
  });

  describe('read for its digests', () => {
    const BODY = Buffer.alloc(1_500_000, 'z');
    const sha256 = createHash('sha256').update(BODY).digest('hex');
    const send = (response: ServerResponse, bytes: number, cut: boolean): void => {
      const headers = { 'content-length': BODY.length, etag: '"abc"' };
      response.writeHead(200, headers).write(BODY.subarray(0, bytes));
      if (cut) setTimeout(() => response.destroy(), 20);
      else if (bytes === BODY.length) response.end();
    };

    // Three reads, each of which may stand still for the time of a control call.
    let patient: ObjectStore;
    beforeEach(() => {
      patient = createObjectStore({ ...configFor(port()), copyTimeoutMs: 20_000 });
    });
    afterEach(() => patient.close());

    it('starts again where the body ends short', async () => {
      answer = (_, response) =>
        requests.length < 3 ? send(response, 1_000_000, true) : send(response, BODY.length, false);
      const hashed = await patient.hasher.hash('k');
      expect(hashed).toMatchObject({ size: BODY.length, etag: 'abc', sha256 });
      expect(requests.length).toBe(3);
    });

    it('gives up on a body that always ends short', async () => {
      answer = (_, response) => send(response, 1_000_000, true);
      const error = await rejection(patient.hasher.hash('k'));
      expect(error).toMatchObject({ code: 'store_unavailable' });
      expect(storeFaultOf(error)?.retryable).toBe(true);
      expect(requests.length).toBe(3);
    });

    it('has no digest of a body whose length nobody knows', async () => {
      answer = (_, response) => void response.writeHead(200).end(BODY);
      const error = await rejection(patient.hasher.hash('k'));
      expect(storeFaultOf(error)?.code).toBe('MissingContentLength');
    });

    it('leaves a body that stands still, for another try', async () => {
      answer = (_, response) =>
        requests.length === 1 ? send(response, 10, false) : send(response, BODY.length, false);
      const started = Date.now();
      expect(await patient.hasher.hash('k')).toMatchObject({ sha256 });
      expect(Date.now() - started).toBeLessThan(DEADLINE * 5);
    });

    it('ends a body that trickles within the deadline of all of it', async () => {
      answer = (_, response) => {
        send(response, 10, false);
        const trickle = setInterval(() => response.write('z'), 20);
        response.on('close', () => clearInterval(trickle));
      };
      await failure(store.hasher.hash('k'));
    });

    it('ends when the store is closed', async () => {
      answer = (_, response) => send(response, 1_000_000, false);
      const hashing = failure(store.hasher.hash('k'));
      setTimeout(() => store.close(), 100);
      await hashing;
      await failure(store.hasher.hash('k'));
    });

    it('takes no more memory for a large object than for a small one', async () => {
      const size = 192 * BODY.length;
      answer = (_, response) => {
        response.writeHead(200, { 'content-length': size });
        Readable.from(Array.from({ length: 192 }, () => BODY)).pipe(response);
      };
      let most = 0;
      const before = process.memoryUsage().arrayBuffers;
      const watch = setInterval(() => {
        most = Math.max(most, process.memoryUsage().arrayBuffers - before);
      }, 10);
      expect(await patient.hasher.hash('k')).toMatchObject({ size });
      clearInterval(watch);
      expect(most).toBeLessThan(64 * 1024 * 1024);
    });
  });

  it('looks at the source around a copy whose bytes it cannot tell by an ETag', async () => {
    const range = { ...copy, sourceRange: { offset: 0, size: 1 }, sourceEtag: `${part.etag}-2` };
    const changed = `"${'1'.repeat(32)}-2"`;
    let heads = 0;
    answer = (request, response) => {
      if (request.method === 'HEAD')
        response.writeHead(200, { etag: (heads += 1) === 1 ? `"${range.sourceEtag}"` : changed });
      response.end(
        request.method === 'HEAD'
          ? undefined
          : `<CopyPartResult><ETag>"${part.etag}"</ETag></CopyPartResult>`,
      );
    };
    await expect(store.uploads.copyPart(range)).rejects.toBeInstanceOf(SourceMissingError);
    expect(requests.map(({ method }) => method)).toEqual(['HEAD', 'PUT', 'HEAD']);
    expect(requests[1]?.headers['x-amz-copy-source-range']).toBe('bytes=0-0');
    // With the part's ETag known beforehand one call is enough.
    requests.length = 0;
    await store.uploads.copyPart({ ...range, expectedEtag: part.etag });
    expect(requests.map(({ method }) => method)).toEqual(['PUT']);
    // A source that is another one by now: nothing is copied.
    requests.length = 0;
    await expect(store.uploads.copyPart(range)).rejects.toBeInstanceOf(SourceMissingError);
    expect(requests.map(({ method }) => method)).toEqual(['HEAD']);
  });

  it('aborts until no part is left', async () => {
    let lists = 0;
    answer = (request, response) => {
      if (request.method === 'DELETE') return send(response, 204);
      lists += 1;
      const left = lists < 3 ? '<Part><PartNumber>1</PartNumber><Size>1</Size></Part>' : '';
      return send(response, 200, `<ListPartsResult>${left}</ListPartsResult>`);
    };
    await store.uploads.abort('k', 'u');
    expect(requests.filter((request) => request.method === 'DELETE')).toHaveLength(3);
  });
});

function configFor(port: number): S3Config {
  return {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    bucket: 'bucket',
    credentials: { accessKeyId: 'AK', secretAccessKey: 'SK' },
    prefix: '',
    forcePathStyle: true,
    connectTimeoutMs: 300,
    requestTimeoutMs: DEADLINE,
    copyTimeoutMs: DEADLINE,
  };
}
