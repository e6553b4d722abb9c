import {
  type ArrivalOutcome,
  type ChunkDigests,
  type JudgedArrival,
  RECEIVING_STATUSES,
  type StoreProfile,
  type UrlsToGive,
} from '@waybill/domain';
import { MemoryChunkRepository } from '../database/memory-chunk-repository.js';
import type { ChunkRow, FileRow } from '../database/memory-database.js';
import { MemoryDeadLetters } from '../database/memory-dead-letters.js';
import { MemoryFileRepository } from '../database/memory-file-repository.js';
import { ArrivalRecorder } from '../database/record-arrivals.js';
import { knownSource } from '../database/reuse-known.js';
import type { Scene } from '../scene.js';
import { type Mutant, replacing } from './mutant.js';

/** A recorder whose verdict is another one in some cases. */
function judging(
  change: (
    outcome: ArrivalOutcome,
    arrival: JudgedArrival,
    file: FileRow,
    chunk: ChunkRow,
  ) => ArrivalOutcome,
): typeof ArrivalRecorder {
  return class extends ArrivalRecorder {
    protected override decide(
      arrival: JudgedArrival,
      file: FileRow | undefined,
      chunk: ChunkRow | undefined,
      profile?: StoreProfile,
    ): ArrivalOutcome {
      const outcome = super.decide(arrival, file, chunk, profile);
      return file && chunk ? change(outcome, arrival, file, chunk) : outcome;
    }
  };
}

class ByNumber extends ArrivalRecorder {
  protected override isLater(arrival: JudgedArrival, other: JudgedArrival): boolean {
    const number = ({ sequencer = '0' }: JudgedArrival): bigint => BigInt(`0x${sequencer}`);
    return number(arrival) > number(other);
  }
}

class FirstWins extends ArrivalRecorder {
  protected override isLater(): boolean {
    return false;
  }
}

class OfAnyTenant extends MemoryChunkRepository {
  protected override sourceOf(chunk: ChunkRow, file: FileRow): ReturnType<typeof knownSource> {
    const tenants = new Set([...this.db.files.values()].map(({ tenantId }) => tenantId));
    for (const tenantId of tenants) {
      const found = knownSource(this.db, chunk, file, tenantId);
      if (found) return found;
    }
    return undefined;
  }
}

class Forgetful extends MemoryDeadLetters {
  override async record(): Promise<void> {
    // Gone.
  }
}

/** Digests are declared after URLs that bind nothing: of all storms few have that race. */
const LATE_DIGESTS: Scene = {
  laws: { profile: 'sha256' },
  file: (truth) => ({
    ...truth,
    purpose: 'finish',
    strategy: 'chunks',
    declares: 'sha256',
    declaresEarly: false,
    declaresLate: true,
    expiresIn: 3_600,
  }),
};

/** Bugs in what is made of an arrival. */
export const ACCOUNT_MUTANTS: readonly Mutant[] = [
  {
    name: 'counts a duplicate twice',
    seed: 1,
    recorder: judging((outcome, _, file) =>
      outcome === 'duplicate' && isOpen(file) ? 'applied' : outcome,
    ),
  },
  {
    name: 'lets a late event raise a completed file',
    seed: 2,
    recorder: judging((outcome, { size }, { status }, chunk) =>
      status === 'completed' && size === chunk.size ? 'applied' : outcome,
    ),
  },
  {
    name: 'records what was judged before a digest was declared',
    seed: 1,
    scene: LATE_DIGESTS,
    recorder: judging((outcome, { judged, size }, _, chunk) =>
      outcome === 'unjudged' && judged && size === chunk.size ? 'applied' : outcome,
    ),
  },
  {
    name: 'takes digests for chunks that are there',
    seed: 1,
    chunkRepository: class extends MemoryChunkRepository {
      protected override fillDigests(fileId: string, digests: readonly ChunkDigests[]): void {
        for (const { number, sha256, md5 } of digests) {
          const chunk = this.db.chunk(fileId, number);
          if (!chunk) continue;
          this.db.updateChunk(chunk, { sha256: chunk.sha256 ?? sha256, md5: chunk.md5 ?? md5 });
        }
      }
    },
  },
  {
    name: 'gives out URLs that bind less than was declared meanwhile',
    seed: 6,
    scene: LATE_DIGESTS,
    fileRepository: class extends MemoryFileRepository {
      override async expectArrivals(fileId: string, urls: UrlsToGive): Promise<boolean> {
        if (!(await super.expectArrivals(fileId, urls))) {
          await super.expectArrivals(fileId, { ...urls, unbound: [] });
        }
        return true;
      }
    },
  },
  {
    name: 'lets an expired file take chunks',
    seed: 6,
    recorder: judging((outcome, _, { status }) =>
      outcome === 'late' && status === 'expired' ? 'applied' : outcome,
    ),
  },
  {
    name: 'overwrites a verified ETag by another one',
    seed: 5,
    recorder: class extends ArrivalRecorder {
      protected override decide(
        arrival: JudgedArrival,
        file: FileRow | undefined,
        chunk: ChunkRow | undefined,
        profile?: StoreProfile,
      ): ArrivalOutcome {
        const outcome = super.decide(arrival, file, chunk, profile);
        if (outcome !== 'conflict' || !chunk) return outcome;
        this.db.updateChunk(chunk, { etag: arrival.etag });
        return 'duplicate';
      }
    },
  },
  { name: 'compares sequencers as numbers', seed: 172, recorder: ByNumber },
  { name: 'ignores sequencers', seed: 20, recorder: FirstWins },
  {
    name: 'raises the counter in a transaction of its own',
    seed: 1,
    chunks: (port, db) =>
      replacing(port, {
        recordArrivals: async (batch) => {
          const before = new Map([...db.files].map(([id, row]) => [id, { ...row }]));
          const results = await port.recordArrivals(batch);
          for (const [id, { uploadedChunks }] of before) {
            const file = db.file(id);
            const chunk = db.chunksOf(id)[0];
            if (!file || !chunk || file.uploadedChunks === uploadedChunks) continue;
            const counted = file.uploadedChunks;
            file.uploadedChunks = uploadedChunks;
            db.updateChunk(chunk, {});
            db.commit();
            await port.missing(id, 0);
            file.uploadedChunks = counted;
          }
          return results;
        },
      }),
  },
  { name: 'reuses the chunks of another tenant', seed: 54, chunkRepository: OfAnyTenant },
  { name: 'keeps no dead letters', seed: 1, deadLetters: Forgetful },
];

function isOpen({ status }: FileRow): boolean {
  return (RECEIVING_STATUSES as readonly string[]).includes(status);
}
