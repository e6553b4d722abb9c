import { describe, expect, it } from '@jest/globals';
import { DomainError, type StorageMessage, StorageMessageSource } from '@waybill/domain';
import { createMetricsRegistry } from '@waybill/observability';
import { setTimeout as sleep } from 'node:timers/promises';
import { IntakeMetrics } from './intake-metrics.js';
import { Poller } from './poller.js';

const away = new DomainError('queue_unavailable', 'away');
const HOLD_MS = 150;

/** Gives one message once, then none; keeps what it is told, in order. */
class RecordingSource extends StorageMessageSource {
  override readonly name = 'test';
  override readonly holdMs = HOLD_MS;
  readonly told: string[] = [];
  private readonly messages: StorageMessage[] = [{ body: 'a', handle: '1' }];

  override async receive(signal: AbortSignal): Promise<readonly StorageMessage[]> {
    this.told.push('receive');
    const message = this.messages.pop();
    if (message) return [message];
    await sleep(60_000, undefined, { signal }).catch(() => undefined);
    return [];
  }
  override extend(): Promise<void> {
    return this.tell('extend');
  }
  override done(): Promise<void> {
    return this.tell('done');
  }
  override release(): Promise<void> {
    return this.tell('release');
  }
  override close(): Promise<void> {
    return this.tell('close');
  }
  private tell(what: string): Promise<void> {
    this.told.push(what);
    return Promise.resolve();
  }
}

function world(take: (attempt: number, source: RecordingSource) => Promise<void>, rooms = [true]) {
  const source = new RecordingSource();
  const stop = new AbortController();
  const registry = createMetricsRegistry();
  const failed: string[] = [];
  let attempts = 0;
  const poller = new Poller({
    source,
    room: { hasRoom: () => Promise.resolve(rooms.length > 1 ? rooms.shift()! : rooms[0]!) },
    take: {
      execute: async () => {
        attempts += 1;
        await take(attempts, source);
        return [];
      },
    },
    metrics: new IntakeMetrics(registry),
    report: { failed: (step) => failed.push(step), worked: () => undefined },
  });
  const told = async (what: string) => {
    while (!source.told.includes(what)) await sleep(5);
  };
  return { source, stop, failed, registry, told, running: poller.run(stop.signal) };
}

describe('Poller', () => {
  it('ends a message only once it is safe, and polls again', async () => {
    const made = world((_, source) => {
      source.told.push('take');
      return Promise.resolve();
    });
    await made.told('done');
    made.stop.abort();
    await made.running;
    expect(made.source.told.slice(0, 3)).toEqual(['receive', 'take', 'done']);
    expect(await made.registry.metrics()).toContain(
      'waybill_intake_messages_done_total{source="test"} 1',
    );
  });

  it('tries again what could not be taken, and does not release it', async () => {
    const made = world((attempt) => (attempt < 3 ? Promise.reject(away) : Promise.resolve()));
    await made.told('done');
    made.stop.abort();
    await made.running;
    expect(made.failed).toEqual(['take', 'take']);
    expect(made.source.told).not.toContain('release');
  });

  it('holds messages for as long as it takes', async () => {
    const made = world(() => sleep(HOLD_MS * 4));
    await made.told('done');
    const extended = made.source.told.filter((what) => what === 'extend').length;
    expect(extended).toBeGreaterThan(1);
    made.stop.abort();
    await made.running;
    expect(made.source.told.filter((what) => what === 'extend')).toHaveLength(extended);
  });

  it('gives back what it cannot take when the process ends', async () => {
    const made = world((_, source) => {
      source.told.push('take');
      return Promise.reject(away);
    });
    await made.told('take');
    made.stop.abort();
    await made.running;
    expect(made.source.told.at(-1)).toBe('release');
    expect(made.source.told).not.toContain('done');
  });

  it('finishes what is in hand when the process ends', async () => {
    const made = world(async (_, source) => {
      source.told.push('take');
      await sleep(50);
    });
    await made.told('take');
    made.stop.abort();
    await made.running;
    expect(made.source.told.at(-1)).toBe('done');
  });

  it('asks for no message where there is no room, until there is', async () => {
    const made = world(() => Promise.resolve(), [false, false, true]);
    expect(made.source.told).toEqual([]);
    await made.told('done');
    made.stop.abort();
    await made.running;
  });
});
