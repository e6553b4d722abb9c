import type { Access } from '@waybill/vocabulary';
import type { z } from 'zod';

export interface OperationResponse {
  readonly status: 200 | 201 | 202 | 204 | 302 | 503;
  readonly description: string;
  readonly schema?: z.ZodType;
  /** application/json where nothing else is said. */
  readonly mediaType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly example?: unknown;
}

/** One call of the API. The documentation is made from these, and the routes are tested by them. */
export interface Operation {
  readonly id: string;
  readonly method: 'get' | 'post' | 'patch' | 'delete';
  /** In OpenAPI's notation: `/v1/files/{id}`. */
  readonly path: string;
  readonly tag:
    | 'Files'
    | 'Chunks'
    | 'Events'
    | 'Upload tokens'
    | 'Webhooks'
    | 'Storage events'
    | 'Session'
    | 'Limits'
    | 'Administration'
    | 'Service';
  /** The scope that a caller needs; a call without one does not compile. */
  readonly access: Access;
  /** Open to upload tokens as well, whose policy says with which scopes. */
  readonly tokens?: true;
  /** Why the audit has no entry of a call that is no GET; where it is left out, it has one of each change. */
  readonly unaudited?: string;
  readonly summary: string;
  readonly description?: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  readonly body?: {
    readonly schema: z.ZodType;
    readonly required: boolean;
    readonly description?: string;
    readonly examples?: Readonly<Record<string, unknown>>;
  };
  readonly responses: readonly OperationResponse[];
  /** Codes of the problems that are this call's own; what every call can answer is added. */
  readonly problems: readonly string[];
}

export function answer(
  status: OperationResponse['status'],
  description: string,
  schema: z.ZodType,
  example?: unknown,
): OperationResponse {
  return { status, description, schema, example };
}

/** @param item what the example's page has */
export function page(schema: z.ZodType, item?: unknown): OperationResponse {
  return answer(200, 'A page', schema, item && { items: [item] });
}
