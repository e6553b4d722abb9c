import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

interface Kept {
  readonly body: Buffer;
  readonly headers: Record<string, string>;
}

const error = (code: string) =>
  `<Error><Code>${code}</Code><Message>Said to all.</Message></Error>`;

/**
 * Two servers that hold nobody to anything. One answers 400 to every request, 403 where its clock
 * differs; the other keeps what it is sent, signed or not, and does whatever a header asks for.
 */
export class StubStore {
  private readonly objects = new Map<string, Kept>();
  private readonly server = createServer((request, response) => {
    this.answer(request, response).catch(() => response.destroy());
  });

  private constructor(
    private readonly takes: 'nothing' | 'everything',
    /** Ahead of the real time. */
    private readonly clockMinutes: number,
  ) {}

  static async that(takes: 'nothing' | 'everything', clockMinutes: number): Promise<StubStore> {
    const stub = new StubStore(takes, clockMinutes);
    stub.server.listen(0, '127.0.0.1');
    await once(stub.server, 'listening');
    return stub;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const date = new Date(Date.now() + this.clockMinutes * 60_000).toUTCString();
    const say = (
      status: number,
      text: string | Buffer = '',
      headers: Record<string, string> = {},
    ) => response.writeHead(status, { date, ...headers }).end(text);
    if (this.takes === 'nothing' && this.clockMinutes === 0) say(400, error('BadDigest'));
    else if (this.takes === 'nothing') say(403, error('RequestTimeTooSkewed'));
    else this.obey(request, body, say);
  }

  private obey(
    { method = '', url = '', headers }: IncomingMessage,
    body: Buffer,
    say: (status: number, text?: string | Buffer, headers?: Record<string, string>) => void,
  ): void {
    const [path = '', query = ''] = url.split('?');
    const source = headers['x-amz-copy-source'] as string | undefined;
    const kept = this.objects.get(path);
    if (query.includes('uploads')) say(200, '<R><UploadId>u</UploadId></R>');
    else if (method === 'PUT') {
      const from =
        source === undefined ? undefined : this.objects.get(source.replace(/^\/?/u, '/'));
      const own = Object.entries(headers).filter(([name]) =>
        /^(x-amz-meta|cache|content-(e|l[^e]))/u.test(name),
      );
      this.objects.set(path, {
        headers: Object.fromEntries(own) as never,
        ...kept,
        body: from?.body ?? body,
      });
      say(200, '<CopyObjectResult></CopyObjectResult>');
    } else if (query.includes('uploadId') && method === 'GET')
      say(200, '<R><IsTruncated>false</IsTruncated></R>');
    else if (query.includes('list-type')) say(200, '<R><IsTruncated>false</IsTruncated></R>');
    else if (method === 'GET' && kept) say(200, kept.body, kept.headers);
    else say(200);
  }
}
