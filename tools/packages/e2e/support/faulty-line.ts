import type { StoreCall, StoreProxyHooks } from '@waybill/testing';

export const FAULTS = ['reset', 'slow down', 'stall', 'expired', 'wrong bytes'] as const;
export type Fault = (typeof FAULTS)[number];

/** Of the sendings that meet each fault. */
const SHARE = 0.05;
/** One chunk has no worse luck than this: what it meets is a fault, not an outage. */
const MOST_FOR_ONE = 4;

const REFUSALS = {
  'slow down': { status: 503, body: '<Error><Code>SlowDown</Code></Error>' },
  expired: {
    status: 403,
    body: '<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>',
  },
} as const;

/** What lies between a client and the store: of what is sent by URL, each fault meets its share. */
export class FaultyLine {
  readonly met: Record<Fault, number> = {
    reset: 0,
    'slow down': 0,
    stall: 0,
    expired: 0,
    'wrong bytes': 0,
  };
  sendings = 0;
  readonly #fate = new WeakMap<StoreCall, Fault>();
  readonly #of = new Map<string, Fault[]>();

  constructor(private readonly random: () => number) {}

  readonly hooks: StoreProxyHooks = {
    before: (call) => {
      if (call.presigned && /^(?:PutObject|UploadPart)$/u.test(call.operation)) this.decide(call);
    },
    instead: (call) => {
      const fate = this.#fate.get(call);
      return fate === 'slow down' || fate === 'expired' ? REFUSALS[fate] : undefined;
    },
    // Half of those that stall have reached the store, which has done its work.
    hold: (call) =>
      this.#fate.get(call) === 'stall' && this.random() < 0.5 ? new Promise(() => {}) : undefined,
    answer: (call) => (this.#fate.get(call) === 'stall' ? 'silence' : undefined),
    reset: (call) => this.#fate.get(call) === 'reset',
    alter: (call) => this.#fate.get(call) === 'wrong bytes',
  };

  private decide(call: StoreCall): void {
    this.sendings += 1;
    const fault = FAULTS[Math.floor(this.random() / SHARE)];
    if (!fault) return;
    const before = this.#of.get(call.path) ?? [];
    // A URL that has just been signed has not expired.
    if (before.length === MOST_FOR_ONE || (fault === 'expired' && before.includes(fault))) return;
    this.#of.set(call.path, [...before, fault]);
    this.#fate.set(call, fault);
    this.met[fault] += 1;
  }
}
