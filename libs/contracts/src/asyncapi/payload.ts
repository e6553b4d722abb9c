import { z } from 'zod';

export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * A schema as AsyncAPI takes it without being told (JSON Schema draft 7). What has an id of its own
 * goes into `shared`, once for all messages.
 * @param shared `components.schemas`; added to
 */
export function payloadSchema(schema: z.ZodType, shared: Record<string, JsonSchema>): JsonSchema {
  const { definitions, ...payload } = z.toJSONSchema(schema, {
    target: 'draft-7',
    // As who reads it sees it: unknown members may be added in time.
    io: 'output',
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  for (const [name, definition] of Object.entries(definitions ?? {})) {
    shared[name] = moved(definition);
  }
  return moved(payload);
}

/** References within one schema, made good for the whole document. */
function moved(schema: unknown): JsonSchema {
  return JSON.parse(
    JSON.stringify(schema, (key, value: unknown) => {
      if (key === '$schema') return undefined;
      if (key === 'id') return typeof value === 'string' ? undefined : value;
      if (key !== '$ref' || typeof value !== 'string') return value;
      return value.replace('#/definitions/', '#/components/schemas/');
    }),
  ) as JsonSchema;
}
