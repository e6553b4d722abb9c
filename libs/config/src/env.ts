import { z } from 'zod';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment does not say what it must; the message names every variable at fault. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads `schema` from the environment. Empty variables count as unset.
 * @throws ConfigError with one line for each variable at fault; values are never printed
 */
export function readEnvironment<Schema extends z.ZodType>(
  schema: Schema,
  env: Environment = process.env,
): z.output<Schema> {
  const set = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = schema.safeParse(set);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new ConfigError(`The environment is not complete:\n${lines.join('\n')}`);
}

export const seconds = (fallback: number) => z.coerce.number().positive().default(fallback);
export const milliseconds = (fallback: number) =>
  z.coerce.number().int().positive().default(fallback);
export const optionalMilliseconds = () => z.coerce.number().int().positive().optional();
export const count = (fallback: number) => z.coerce.number().int().positive().default(fallback);
export const port = (fallback: number) =>
  z.coerce.number().int().min(0).max(65_535).default(fallback);
export const flag = (fallback: boolean) =>
  z
    .enum(['true', 'false', '1', '0'])
    .default(fallback ? 'true' : 'false')
    .transform((value) => value === 'true' || value === '1');
