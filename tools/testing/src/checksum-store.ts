import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  createServer,
  request,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What AWS says (S3 API Reference, "Error responses"). */
const BAD_DIGEST =
  '<?xml version="1.0" encoding="UTF-8"?><Error><Code>BadDigest</Code><Message>The SHA256 you specified did not match the calculated checksum.</Message></Error>';

/**
 * The real store, made to hold a PUT to its `x-amz-checksum-sha256` as AWS, MinIO and Ceph 20 do and
 * older Cephs do not. That one check is all it imitates; signatures and the rest are the store's. Takes
 * bodies into memory.
 */
export class ChecksumStore {
  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {}

  static async before(endpoint: string): Promise<ChecksumStore> {
    const server = createServer();
    const store = new ChecksumStore(server, new URL(endpoint));
    server.on('request', (incoming, answer) => {
      store.forward(incoming, answer).catch(() => answer.destroy());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return store;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async forward(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    const declared = incoming.headers['x-amz-checksum-sha256'];
    if (declared && declared !== createHash('sha256').update(body).digest('base64')) {
      answer.writeHead(400, { 'content-type': 'application/xml' }).end(BAD_DIGEST);
      return;
    }
    const { hostname: host, port } = this.target;
    const { method, url: path, headers } = incoming;
    const upstream = request({ host, port, method, path, headers }).end(body);
    const [response] = (await once(upstream, 'response')) as [IncomingMessage];
    answer.writeHead(response.statusCode ?? 502, response.headers);
    response.pipe(answer);
  }
}
