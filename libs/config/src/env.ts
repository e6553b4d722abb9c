import { readFileSync } from 'node:fs';
import { z } from 'zod';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment does not say what it must; the message names every variable at fault. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

type Group = z.ZodObject<Record<string, z.ZodType>>;

/** Says which variable of the environment a setting comes from. */
export function variable<Schema extends z.ZodType>(name: string, schema: Schema): Schema {
  return schema.meta({ variable: name });
}

/**
 * What is read by a schema of settings, whose groups may have groups of their own.
 * `Defaulted` names what a service has a default of its own for where the schema has none.
 */
export type Settings<Schema extends z.ZodType, Defaulted extends string = never> = Readonly<
  z.output<Schema> & {
    [Name in Defaulted & keyof z.output<Schema>]-?: NonNullable<z.output<Schema>[Name]>;
  }
>;

/**
 * Reads `schema` from the environment. Empty variables count as unset, and an optional group of which
 * no variable is set as absent. What NAME would say may stand in a file, which NAME_FILE names.
 * @throws ConfigError with one line for each variable at fault; values are never printed
 */
export function readEnvironment<Schema extends z.ZodObject>(
  schema: Schema,
  env: Environment = process.env,
): z.output<Schema> {
  const result = schema.safeParse(groupOf(schema, env));
  if (result.success) return result.data;
  const lines = result.error.issues.map(
    ({ path, message }) => `  ${variableAt(schema, path)}: ${message}`,
  );
  throw new ConfigError(`The environment is not complete:\n${lines.join('\n')}`);
}

function groupOf(schema: Group, env: Environment): Record<string, unknown> {
  const group: Record<string, unknown> = {};
  for (const [name, part] of Object.entries(schema.shape)) {
    const value = valueOf(part, env);
    if (value !== undefined) group[name] = value;
  }
  return group;
}

function valueOf(schema: z.core.$ZodType, env: Environment): unknown {
  const name = nameOf(schema);
  if (name !== undefined) return textOf(name, env);
  const group = groupOf(innerOf(schema), env);
  const absent = schema instanceof z.ZodOptional && Object.keys(group).length === 0;
  return absent ? undefined : group;
}

/** As platforms mount their secrets. A last line break, as editors leave it, is no part of the value. */
function textOf(name: string, env: Environment): string | undefined {
  const [text, file] = [env[name] || undefined, env[`${name}_FILE`] || undefined];
  if (file === undefined) return text;
  if (text !== undefined) throw new ConfigError(`${name} and ${name}_FILE are both set: say one.`);
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/u, '') || undefined;
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException;
    throw new ConfigError(`${name}_FILE: ${file} cannot be read (${code}).`);
  }
}

function variableAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string {
  const [first, ...rest] = path;
  const name = nameOf(schema);
  if (name !== undefined || first === undefined) return name ?? '';
  const part = innerOf(schema).shape[String(first)];
  return part ? variableAt(part, rest) : '';
}

function nameOf(schema: z.core.$ZodType): string | undefined {
  return z.globalRegistry.get(schema)?.['variable'] as string | undefined;
}

/** What is no variable is a group, or one that may be absent. */
function innerOf(schema: z.core.$ZodType): Group {
  return (schema instanceof z.ZodOptional ? schema.unwrap() : schema) as Group;
}

/** Each variable of a schema of settings, with the schema of its value. */
export function variablesOf(schema: z.core.$ZodType): Record<string, z.ZodType> {
  const name = nameOf(schema);
  if (name !== undefined) return { [name]: schema as z.ZodType };
  const parts = Object.values(innerOf(schema).shape).map(variablesOf);
  const whole = Object.assign({}, ...parts) as Record<string, z.ZodType>;
  if (!(schema instanceof z.ZodOptional)) return whole;
  return Object.fromEntries(Object.entries(whole).map(([of, part]) => [of, part.optional()]));
}

export const seconds = (fallback: number) => z.coerce.number().positive().default(fallback);
/** A number of seconds; 0 turns off what it is for. */
export const secondsOrOff = (fallback: number) => z.coerce.number().nonnegative().default(fallback);
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
export const httpUrl = z.url({
  protocol: /^https?$/u,
  error: 'must be an http:// or https:// URL',
});
export const redisUrl = z.url({
  protocol: /^rediss?$/u,
  error: 'must be a redis:// or rediss:// URL',
});
/** What callers show; too short, it could be guessed. */
export const token = z.string().min(16, 'must have at least 16 characters');
