import type { ValueTransformer } from 'typeorm';

/**
 * pg gives `bigint` as text, since not every one fits a number. Ours do: sizes end at 48.8 TiB and
 * positions and ids would take centuries to pass 2^53.
 */
export const bigintAsNumber: ValueTransformer = {
  from: (value: string | null) => (value === null ? null : Number(value)),
  to: (value: number | null | undefined) => value,
};

/** Options of a `bigint` column that the code sees as a number. */
export const bigint = (name: string) =>
  ({ name, type: 'bigint', transformer: bigintAsNumber }) as const;
