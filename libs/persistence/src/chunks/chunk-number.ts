import { MAX_CHUNK_COUNT } from '@waybill/domain';

/** True for what can be a chunk's number; anything else need not be looked up. */
export function isChunkNumber(number: number): boolean {
  return Number.isInteger(number) && number >= 1 && number <= MAX_CHUNK_COUNT;
}
