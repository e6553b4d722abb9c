import type { ActingTenant, Chunk, File } from '@waybill/domain';
import { type Content, contentOf, sizeOf } from '../store/content.js';
import { Caller } from './caller.js';
import { contentToSend } from './content-to-send.js';
import { declarationOf, declaredDigests } from './declaration.js';

/** Milliseconds after which a chunk that nobody has confirmed is sent, or reported, once more. */
const SEND_AGAIN_AFTER = 6_000;

/** Sends one file, as long as it takes. */
export class Client extends Caller {
  private readonly sentAt = new Map<number, number>();
  private readonly etags = new Map<number, string>();
  private readonly unreported = new Map<number, string>();
  /** Wrong objects that the store took, by chunk. */
  private readonly wrong = new Map<number, number>();
  private readonly raced = new Set<number>();
  /** Its digests came too late, and are not taken. */
  private tooLate = false;

  async run(): Promise<void> {
    const { random, time, checks } = this.surroundings;
    try {
      await time.sleep(random.between(0, 10_000));
      await this.create();
      // Whoever is refused each time takes its time: nothing new would come of more.
      const longest = this.truth.purpose === 'hopeless' ? 12_000 : 3_000;
      while (!(await this.round())) await time.sleep(random.between(400, longest));
    } catch (error) {
      checks.unexpected(`the client of ${this.truth.name}`, error);
    }
    this.truth.done = true;
  }

  private async create(): Promise<void> {
    const { truth } = this;
    while (truth.fileId === undefined) {
      const { file } = (await this.try((api) =>
        api.useCases.createFile.execute(
          { tenantId: truth.tenantId as ActingTenant },
          declarationOf(truth),
          `create-${truth.name}`,
        ),
      )) ?? { file: undefined };
      truth.fileId = file?.id;
      if (file && file.strategy !== truth.strategy) {
        this.surroundings.checks.fail('auto is what suits', `${truth.name} is ${file.strategy}`);
      }
      if (!file) await this.surroundings.time.sleep(500);
    }
  }

  /** @returns whether the client is done with it */
  private async round(): Promise<boolean> {
    const { truth } = this;
    const file = await this.try((api) => api.useCases.getFile.execute(this.ref));
    if (!file) return false;
    switch (file.status) {
      case 'aborted':
      case 'expired':
      case 'deleted':
        return true;
      case 'completed':
        return (truth.purpose !== 'remove' && truth.purpose !== 'abort') || this.remove();
      case 'completing':
        return false;
      case 'uploaded':
        return this.decide();
      case 'failed':
        return this.recover(file);
      case 'pending':
      case 'uploading':
        return this.send(file);
    }
  }

  private async decide(): Promise<boolean> {
    const { purpose } = this.truth;
    if (purpose === 'leave') return true;
    if (purpose === 'abort') return this.remove();
    await this.try((api) => api.useCases.completeFile.execute(this.ref));
    return false;
  }

  private async recover(file: File): Promise<boolean> {
    const { purpose, overwritten } = this.truth;
    if (purpose === 'hopeless' || purpose === 'leave') return true;
    if (purpose === 'abort' || overwritten) return this.remove();
    if (file.uploadedChunks < file.chunkCount) return this.send(file);
    await this.try((api) => api.useCases.completeFile.execute(this.ref));
    return false;
  }

  private async remove(): Promise<boolean> {
    await this.try((api) => api.useCases.deleteFile.execute(this.ref));
    return false;
  }

  private async send(file: File): Promise<boolean> {
    const { random } = this.surroundings;
    const { purpose } = this.truth;
    if (purpose === 'abort' && random.chance(0.3)) return this.remove();
    const chunks = await this.try((api) => api.ports.chunks.all(file.id));
    if (!chunks) return false;
    const missing = chunks.filter(({ status }) => status !== 'uploaded');
    for (const chunk of missing) {
      if (purpose === 'leave' && chunk.number === file.chunkCount) return this.leave(file);
      if (await this.sendOne(chunk)) return true;
    }
    await this.reportTogether();
    return false;
  }

  /** Some come back with the last chunk when it is too late. */
  private async leave({ expiresAt, chunkCount }: File): Promise<boolean> {
    const { time, random } = this.surroundings;
    if (expiresAt === undefined || random.chance(0.4)) return true;
    await time.sleep(expiresAt.getTime() - 2_000 - time.now());
    const url = await this.permission(chunkCount);
    await time.sleep(random.between(1_000, 8_000));
    if (url !== undefined) await this.put(url, chunkCount);
    return true;
  }

  private async permission(number: number): Promise<string | undefined> {
    const digests = this.tooLate ? {} : declaredDigests(this.truth, this.contentOf(number));
    const answer = await this.try(
      (api) => api.useCases.signChunkUrls.execute(this.ref, { chunks: [{ number, ...digests }] }),
      (refusal) => {
        this.tooLate ||= refusal === 'chunk_digest_too_late';
      },
    );
    return answer?.urls[0]?.url;
  }

  /**
   * Sends by a URL that binds nothing, and declares what the bytes should be at the same time. Often
   * they are others: then any end will do, but none in which they pass for what was declared.
   */
  private async race(number: number): Promise<void> {
    const { random, time, network, store, trace } = this.surroundings;
    this.raced.add(number);
    const [unbound] = await Promise.all([
      this.try((api) => api.useCases.signChunkUrls.execute(this.ref, { numbers: [number] })),
      random.chance(0.4) && this.permission(number),
    ]);
    const url = unbound?.urls[0]?.url;
    if (url === undefined) return;
    const right = this.contentOf(number);
    const others = sizeOf(right) > 0 && random.chance(0.7);
    if (others) this.truth.overwritten = true;
    const content = others
      ? contentOf(`${this.truth.name}/raced-${number}`, 0, sizeOf(right))
      : right;
    trace.count('races');
    const sends = async (): Promise<void> => {
      await time.sleep(random.between(0, 30) + network.latency());
      const { status, etag } = store.send(url, content);
      trace.tell(() => `${this.truth.name} races with chunk ${number}: ${status}`);
      if (etag === undefined) return;
      this.sentAt.set(number, time.now());
      this.etags.set(number, etag);
      await this.report(number);
    };
    const declares = async (): Promise<void> => {
      await time.sleep(random.between(0, 90));
      await this.permission(number);
    };
    await Promise.all([sends(), declares()]);
  }

  /** @returns whether there is no sense in going on */
  private async sendOne({ number, status, rejections = 0 }: Chunk): Promise<boolean> {
    const { time } = this.surroundings;
    const sentAt = this.sentAt.get(number);
    const waiting = sentAt !== undefined && time.now() - sentAt < SEND_AGAIN_AFTER;
    if (waiting && status !== 'corrupt') return false;
    if (rejections >= 3 && this.truth.purpose === 'hopeless') return true;
    if (this.truth.declaresLate && !this.raced.has(number)) {
      await this.race(number);
      return false;
    }
    const url = await this.permission(number);
    if (url !== undefined) await this.put(url, number);
    await this.report(number);
    return false;
  }

  private async put(url: string, number: number): Promise<void> {
    const { network, time, store, trace, random } = this.surroundings;
    const content = contentToSend(this.surroundings, this.truth, {
      number,
      right: this.contentOf(number),
      declares: this.tooLate ? 'nothing' : this.truth.declares,
      wrongSoFar: this.wrong.get(number) ?? 0,
    });
    await time.sleep(network.latency());
    const { status, etag } = store.send(url, content);
    trace.count(`PUT ${status}`);
    trace.tell(() => `${this.truth.name} sends chunk ${number}: ${status}`);
    // Another one is there: by another request, or it is wrong and not yet removed.
    if (status !== 200 && status !== 412) return;
    this.sentAt.set(number, time.now());
    if (etag === undefined) return;
    this.etags.set(number, etag);
    if (content === this.contentOf(number)) return;
    if (this.truth.overwritten && sizeOf(content) === sizeOf(this.contentOf(number))) {
      await time.sleep(random.between(0, 3));
      store.send(url, this.contentOf(number));
      return;
    }
    this.wrong.set(number, (this.wrong.get(number) ?? 0) + 1);
    trace.count('wrong objects');
  }

  private contentOf(number: number): Content {
    return this.truth.contents[number - 1] ?? [];
  }

  private async report(number: number): Promise<void> {
    const etag = this.etags.get(number);
    const reports = this.truth.reports || this.truth.strategy === 'multipart';
    if (!reports || etag === undefined) return;
    if (this.truth.asksForAuto) {
      this.unreported.set(number, etag);
      return;
    }
    await this.try((api) => api.useCases.confirmChunk.execute(this.ref, number, etag));
  }

  private async reportTogether(): Promise<void> {
    const reports = [...this.unreported].map(([number, etag]) => ({ number, etag }));
    this.unreported.clear();
    if (reports.length === 0) return;
    const answer = await this.try((api) => api.useCases.confirmChunks.execute(this.ref, reports));
    this.surroundings.trace.count('reported together', answer?.chunks.length ?? 0);
  }
}
