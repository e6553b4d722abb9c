import type { ActingTenant, EventPublisher, File, TenantView } from '@waybill/domain';
import { readEnvelope } from '@waybill/storage';
import {
  type ApiUseCases,
  apiUseCases,
  EventHub,
  type StreamSink,
  fileBody,
  type HubScope,
  IntakeBatcher,
  LiveStream,
} from '@waybill/upload-api/use-cases';
import type { SimProcess } from '../sim-process.js';
import type { Surroundings } from '../surroundings.js';
import { type Ports, portsOf } from './ports.js';

/** Seconds. */
const UPLOADS = { chunkUrlExpiresIn: 30, fileExpiresIn: 3_600 };
/** Milliseconds between two looks of the hub at the journal. */
const HUB_LOOKS_EVERY = 6_000;
const INTAKE = { gatherMs: 5, batchSize: 4, maxWaiting: 1_000 };
/** The queue of a simulation is never full. */
const ROOM = { assertRoom: () => Promise.resolve() };
/** Milliseconds; a simulated stream needs no comments to stay open. */
const HEARTBEAT = 600_000;

/** A process of the upload-api: its use cases, its intake and its hub. */
export class ApiReplica {
  readonly hub: EventHub;
  readonly useCases: ApiUseCases;
  readonly ports: Ports;

  constructor(
    readonly process: SimProcess,
    private readonly surroundings: Surroundings,
    publisher: EventPublisher,
    nextId: () => string,
  ) {
    const { mutant, store, checks } = surroundings;
    const ports = portsOf(surroundings, process);
    this.ports = ports;
    const { chunks, strategies, queues, journal, deadLetters } = ports;
    const { storageEvents } = queues;
    const intake = new IntakeBatcher(storageEvents, INTAKE, process);
    const read = (body: string) => readEnvelope(body, '');
    const parse = mutant.parse?.(read) ?? read;

    // One database in memory: the rows that a tenant may not see are told apart by each look-up alone.
    const files = mutant.apiFiles?.(ports.files) ?? ports.files;
    const view = { files, chunks, journal } as unknown as TenantView;
    this.useCases = apiUseCases({
      data: { of: () => view },
      deadLetters,
      strategies,
      storageEvents,
      publisher,
      store: { profile: store.laws.profile },
      sweep: { sweep: (file) => this.sweep(file) },
      envelopes: { read: (body) => Promise.resolve(parse(body)) },
      room: ROOM,
      intake: mutant.intake?.(intake) ?? intake,
      location: { bucket: store.bucket, prefix: '' },
      uploads: UPLOADS,
      limits: { tenant: {}, key: {} },
      ids: { next: nextId },
      timers: process,
      // That a chunk was not announced is no fault: whoever missed it sees it in the list.
      logger: { warn: () => undefined },
    });

    const report = (fields: { err: unknown }) => checks.unexpected('the hub reports', fields.err);
    this.hub = new (mutant.hub ?? EventHub)(journal, { warn: report } as never, process);
    void this.hub.start(HUB_LOOKS_EVERY);
  }

  /** @throws what opening a stream may throw; it is cut off then */
  async openStream(scope: HubScope, sink: StreamSink, after: number | undefined): Promise<void> {
    const { fileId } = scope;
    const own = { fileId: fileId ?? '', tenantId: scope.tenantId as ActingTenant };
    const snapshot =
      fileId === undefined
        ? undefined
        : async () => fileBody(await this.useCases.getFile.execute(own), '');
    await new LiveStream(this.hub, this.ports.journal, sink, this.process).open({
      scope,
      heartbeatMs: HEARTBEAT,
      ...(after !== undefined && { after }),
      ...(snapshot && { snapshot }),
    });
  }

  /** As far as it gets; the clean-up that follows from the journal makes sure of it. */
  private async sweep(file: File): Promise<void> {
    const strategy = this.ports.strategies.get(file.strategy);
    await strategy.discard(file, { keepFinal: false }).catch(() => {
      this.surroundings.trace.count('sweeps failed');
    });
  }
}
