import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SqsError } from './sqs-error.js';
import { SQS_OPERATIONS } from './sqs-operations.js';
import { SqsQueue } from './sqs-queue.js';

const ACCOUNT = '000000000000';

export interface SqsCall {
  /** E.g. `ReceiveMessage`. */
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export interface SqsHooks {
  /** Before the call has any effect; while it waits, so does the caller. What it throws is the answer. */
  readonly before?: (call: SqsCall) => void | Promise<void>;
}

/**
 * Speaks SQS's protocol (AWS JSON 1.0) as far as a consumer of a standard queue needs it: send,
 * receive with long poll, visibility timeouts, receipt handles that change with each receipt,
 * batches with partial failures, deletion, MD5 of bodies, counts.
 *
 * Lives in the process of the test, so that it outlives whom the test kills; its state is memory.
 * It does not check signatures, and has no FIFO queues, message attributes, redrive policies,
 * retention or size limits, and not SQS's habit of now and then giving a message out twice, or not
 * finding one at once. A queue is made by {@link queue}, not over the wire.
 */
export class SqsServer {
  hooks: SqsHooks = {};
  /** Every call that came, in order. */
  readonly calls: SqsCall[] = [];
  private readonly queues = new Map<string, SqsQueue>();

  private constructor(private readonly server: Server) {}

  /** @param port where to listen; 0 for any that is free */
  static async start(port = 0): Promise<SqsServer> {
    const server = createServer();
    const made = new SqsServer(server);
    server.on('request', (request, response) => void made.answer(request, response));
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return made;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The queue of this name, made where there is none yet. */
  queue(name: string, visibilityTimeoutS = 30): SqsQueue {
    const queue = this.queues.get(name) ?? new SqsQueue(name, visibilityTimeoutS);
    this.queues.set(name, queue);
    return queue;
  }

  queueUrl(name: string): string {
    return `${this.url}/${ACCOUNT}/${name}`;
  }

  /** Calls of one operation so far. */
  count(operation: string): number {
    return this.calls.filter((call) => call.operation === operation).length;
  }

  /** Breaks every connection; the queues keep what they have. */
  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    try {
      const operation = String(request.headers['x-amz-target'] ?? '').replace('AmazonSQS.', '');
      const input = await bodyOf(request);
      const call = { operation, input };
      this.calls.push(call);
      await this.hooks.before?.(call);
      send(response, 200, await this.run(call, gone.signal));
    } catch (error) {
      const known = error instanceof SqsError;
      const type = known ? error.type : 'InternalFailure';
      const body = { __type: `com.amazonaws.sqs#${type}`, message: String(error) };
      send(response, known ? 400 : 500, body);
    }
  }

  private run({ operation, input }: SqsCall, gone: AbortSignal): unknown {
    const name =
      operation === 'GetQueueUrl'
        ? String(input['QueueName'])
        : String(input['QueueUrl']).split('/').at(-1);
    const queue = this.queues.get(name ?? '');
    if (!queue) throw new SqsError('QueueDoesNotExist');
    if (operation === 'GetQueueUrl') return { QueueUrl: this.queueUrl(queue.name) };
    const run = SQS_OPERATIONS[operation];
    if (!run) throw new SqsError('UnsupportedOperation', operation);
    return run(queue, input, gone);
  }
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString()) as Record<string, unknown>;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify(body));
}
