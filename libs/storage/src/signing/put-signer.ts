import type { ChunkPut, SignedRequest, StoreProfile } from '@waybill/domain';
import type { StoreClock } from '../client/store-clock.js';
import type { Presigner, SignUrl } from './presigner.js';
import { headersOf, putHeaders, type PutKind } from './put-headers.js';

export interface PutTarget {
  readonly kind: PutKind;
  readonly query?: Readonly<Record<string, string>>;
  /** The query parameter that differs between the URLs. */
  readonly openQuery?: string;
  /** Where one PUT goes: its key, encoded, and the value of `openQuery`. */
  readonly place: (put: ChunkPut) => { readonly encodedKey: string; readonly open?: string };
}

/** Signs PUTs in this process; the store hears of them when they are used. */
export class PutSigner {
  constructor(
    private readonly presigner: Presigner,
    /** Asked at each signing: what the store enforces can change. */
    private readonly profile: () => StoreProfile,
    private readonly clock: StoreClock,
  ) {}

  /** @throws RangeError for a life that S3 would refuse */
  sign(puts: readonly ChunkPut[], target: PutTarget, expiresIn: number): SignedRequest[] {
    const { kind, query, openQuery, place } = target;
    const date = this.clock.now();
    const expiresAt = this.clock.expiry(expiresIn);
    const profile = this.profile();
    const shapes = new Map<string, SignUrl>();
    return puts.map((put) => {
      const headers = putHeaders(put, profile, kind);
      const headerNames = headers.names;
      const shape = headerNames.join();
      let sign = shapes.get(shape);
      if (sign === undefined) {
        sign = this.presigner.shape({
          method: 'PUT',
          query,
          openQuery,
          headerNames,
          expiresIn,
          date,
        });
        shapes.set(shape, sign);
      }
      const { encodedKey, open } = place(put);
      const url = sign(encodedKey, headers.values, open);
      return { method: 'PUT', url, headers: headersOf(headers), expiresAt };
    });
  }
}
