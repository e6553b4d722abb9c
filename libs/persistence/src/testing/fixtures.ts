import { createHash } from 'node:crypto';
import { MIN_CHUNK_SIZE, chunkSpan, digestsOf as declared, planChunks } from '@waybill/domain';
import type {
  ActingTenant,
  ChunkArrival,
  ChunkPlan,
  ChunkRepository,
  FileDraft,
  JudgedArrival,
} from '@waybill/domain';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { TenantEntity } from '../entities/tenant.entity.js';

/** Inserts a tenant. @returns its id */
export async function createTenant(source: DataSource, name?: string): Promise<ActingTenant> {
  const id = uuidv7() as ActingTenant;
  await source.getRepository(TenantEntity).insert({ id, name: name ?? `tenant-${id}` });
  return id;
}

/** The plan of a file with this many chunks, the last of them one byte short. */
export function planOf(chunkCount: number): ChunkPlan {
  return planChunks(chunkCount * MIN_CHUNK_SIZE - 1, MIN_CHUNK_SIZE);
}

/** A file to be created; `overrides` wins. */
export function draftOf(
  tenantId: string,
  chunkCount: number,
  overrides: Partial<FileDraft> = {},
): FileDraft {
  return {
    id: uuidv7(),
    tenantId,
    name: 'holiday.mov',
    contentType: 'video/quicktime',
    plan: planOf(chunkCount),
    strategy: 'chunks',
    autoComplete: false,
    metadata: {},
    bucket: 'waybill',
    expiresAt: new Date(Date.now() + 60 * 60 * 1000),
    digests: [],
    ...overrides,
  };
}

/**
 * The arrival of a chunk as planned, judged by what was declared when the file was created, with an
 * ETag that depends on file and number alone.
 */
export function arrivalOf(
  file: Pick<FileDraft, 'id' | 'plan' | 'digests'>,
  number: number,
  overrides: Partial<JudgedArrival> = {},
): JudgedArrival {
  return {
    fileId: file.id,
    number,
    size: chunkSpan(file.plan, number)?.size ?? 0,
    etag: createHash('md5').update(`${file.id}/${number}`).digest('hex'),
    judged: file.digests[number - 1] ?? {},
    ...overrides,
  };
}

/** Arrivals as if they had been judged by what is declared now, and found right. */
export async function asDeclared(
  chunks: Pick<ChunkRepository, 'expected'>,
  arrivals: readonly ChunkArrival[],
): Promise<JudgedArrival[]> {
  const expected = await chunks.expected(arrivals);
  return arrivals.map((arrival) => {
    const chunk = expected.find(
      ({ fileId, number }) => fileId === arrival.fileId && number === arrival.number,
    );
    return { ...arrival, judged: chunk && declared(chunk) };
  });
}
