import type { EventPublisher, File } from '@waybill/domain';
import { readEnvelope } from '@waybill/storage';
import {
  CompleteFile,
  ConfirmChunk,
  CreateFile,
  DeleteFile,
  EventHub,
  type EventSink,
  EventStream,
  fileBody,
  GetFile,
  type HubScope,
  IntakeBatcher,
  SignChunkUrls,
  TakeStorageEvents,
} from '@waybill/upload-api/use-cases';
import type { SimProcess } from '../sim-process.js';
import type { Surroundings } from '../surroundings.js';
import { type Ports, portsOf } from './ports.js';

/** Seconds. */
const URL_EXPIRES_IN = 30;
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
  readonly takeStorageEvents: TakeStorageEvents;
  readonly createFile: CreateFile;
  readonly getFile: GetFile;
  readonly signChunkUrls: SignChunkUrls;
  readonly confirmChunk: ConfirmChunk;
  readonly completeFile: CompleteFile;
  readonly deleteFile: DeleteFile;
  readonly ports: Ports;

  constructor(
    readonly process: SimProcess,
    private readonly surroundings: Surroundings,
    publisher: EventPublisher,
    nextId: () => string,
  ) {
    const { mutant, store, time, checks } = surroundings;
    const ports = portsOf(surroundings, process);
    this.ports = ports;
    const { chunks, strategies, queues, journal, deadLetters } = ports;
    const files = mutant.apiFiles?.(ports.files) ?? ports.files;
    const known = { profile: store.laws.profile };

    const realIntake = new IntakeBatcher(queues.storageEvents, INTAKE, process);
    const intake = mutant.intake?.(realIntake) ?? realIntake;
    const read = (body: string) => readEnvelope(body, '');
    const parse = mutant.parse?.(read) ?? read;
    this.takeStorageEvents = new TakeStorageEvents(parse, ROOM, intake, deadLetters);

    const rules = { bucket: store.bucket, store: known, fileExpiresIn: 3_600 };
    const ids = { next: nextId };
    this.createFile = new CreateFile(files, chunks, strategies, rules, ids, time.date);
    this.getFile = new GetFile(files);
    this.signChunkUrls = new SignChunkUrls(
      files,
      chunks,
      strategies,
      known,
      URL_EXPIRES_IN,
      time.date,
    );
    this.confirmChunk = new ConfirmChunk(
      { files, chunks, strategies, events: queues.storageEvents },
      known,
      (chunk) => void publisher.chunksUploaded([chunk]).catch(() => undefined),
      process,
    );
    this.completeFile = new CompleteFile(files, chunks);
    this.deleteFile = new DeleteFile(files, { sweep: (file) => this.sweep(file) });

    this.hub = new (mutant.hub ?? EventHub)(
      journal,
      (error) => checks.unexpected('the hub reports', error),
      process,
    );
    void this.hub.start(HUB_LOOKS_EVERY);
  }

  /** @throws what opening a stream may throw; it is cut off then */
  async openStream(scope: HubScope, sink: EventSink, after: number | undefined): Promise<void> {
    const { fileId, tenantId } = scope;
    const snapshot =
      fileId === undefined
        ? undefined
        : async () => fileBody(await this.getFile.execute({ fileId, tenantId }), '');
    await new EventStream(this.hub, this.ports.journal, sink, this.process).open({
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
