import { setTimeout as sleep } from 'node:timers/promises';
import type { ProxyAnswer, StoreOperation, StoreProxy } from '@waybill/testing';

const WRITES = new Set<StoreOperation>([
  'PutObject',
  'CreateMultipartUpload',
  'UploadPart',
  'UploadPartCopy',
  'CompleteMultipartUpload',
]);

const BUSY: ProxyAnswer = {
  status: 503,
  body: '<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>',
};
const FULL: ProxyAnswer = {
  status: 403,
  body: '<Error><Code>QuotaExceeded</Code><Message>The quota is used up.</Message></Error>',
};

/** What a store does that is not well. Each goes on until `heal`. */
export class StoreWeather {
  private release: () => void = () => undefined;

  constructor(private readonly proxy: StoreProxy) {}

  /** Answers nothing. */
  stall(only?: ReadonlySet<StoreOperation>): void {
    const freed = new Promise<void>((resolve) => (this.release = resolve));
    this.proxy.hooks = {
      hold: ({ operation }) => ((only?.has(operation) ?? true) ? freed : undefined),
    };
  }

  /** Takes no write, and says nothing to it, as Ceph does. */
  fill(): void {
    this.stall(WRITES);
  }

  /** Answers each call by 503. */
  refuse(): void {
    this.proxy.hooks = { instead: () => BUSY };
  }

  /** Refuses writes, as where a quota is used up. */
  refuseWrites(): void {
    this.proxy.hooks = { instead: ({ operation }) => (WRITES.has(operation) ? FULL : undefined) };
  }

  /** Does its work, and its answers are lost. */
  swallow(): void {
    this.proxy.hooks = { answer: () => 'silence' };
  }

  slow(milliseconds: number): void {
    this.proxy.hooks = { hold: () => sleep(milliseconds) };
  }

  heal(): void {
    this.proxy.hooks = {};
    this.release();
  }
}
