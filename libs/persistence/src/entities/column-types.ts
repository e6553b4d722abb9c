import type { ValueTransformer } from 'typeorm';

/** A `bytea` as the code knows digests: lower-case hex. */
export const digest: ValueTransformer = {
  from: (bytes: Buffer | null) => bytes?.toString('hex') ?? null,
  to: (hex: string | null | undefined) => hex && Buffer.from(hex, 'hex'),
};

/** Columns that belong together, as one member of their entity. */
export abstract class Embedded {
  protected readonly embedded?: true;
}
