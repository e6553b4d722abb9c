import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi';
import { createDocument } from 'zod-openapi';
import { SESSION_COOKIE, SESSION_HEADER } from '../http/session.js';
import { description } from './description.js';
import type { Operation, OperationResponse } from './operation.js';
import { OPERATIONS } from './operations/index.js';
import { problemResponses, type ErrorCodeEntry } from './problems.js';

export interface DocumentOptions {
  readonly version: string;
  /** Every error code, with its HTTP status. */
  readonly errorCodes: readonly ErrorCodeEntry[];
}

/** OpenAPI 3.1 has the roles that a caller needs beside schemes that are not OAuth's, too. */
function securityOf({ access, tokens }: Operation): Record<string, string[]>[] {
  switch (access) {
    case 'public':
      return [];
    case 'store':
      return [{ storeToken: [] }, { storePassword: [] }];
    case 'holder':
      return [{ tenantKey: [] }, { adminKey: [] }, { session: [] }];
    case 'admin':
      return [{ adminKey: [access] }, { session: [access] }];
    default:
      return [
        { tenantKey: [access] },
        { session: [access] },
        ...(tokens ? [{ uploadToken: [access] }] : []),
      ];
  }
}

const TAGS = [
  { name: 'Files', description: 'Declare, complete, fetch and remove files.' },
  { name: 'Chunks', description: 'Where the bytes go, and which of them are there.' },
  { name: 'Events', description: 'What happens, as it happens.' },
  {
    name: 'Upload tokens',
    description: 'For browsers and others that are not trusted with a key.',
  },
  { name: 'Webhooks', description: 'What happens, sent to your own service.' },
  { name: 'Storage events', description: 'For the store, not for clients.' },
  { name: 'Session', description: 'For pages in a browser.' },
  { name: 'Limits', description: 'What the caller may have, and has.' },
  { name: 'Administration', description: 'For keys of role `admin`.' },
  { name: 'Service', description: 'Probes, figures and this document.' },
];

/**
 * The API as an OpenAPI 3.1 document, made from the same schemas that validate requests.
 * @throws Error where an operation names an error code that the table does not have
 */
export function createOpenApiDocument(options: DocumentOptions) {
  return createDocument(
    {
      openapi: '3.1.0',
      info: {
        title: 'Waybill',
        version: options.version,
        description: description(options.errorCodes),
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/' }],
      tags: TAGS,
      paths: paths(options.errorCodes),
      components: {
        securitySchemes: {
          tenantKey: { type: 'http', scheme: 'bearer', description: "A tenant's key, `wbk_…`" },
          adminKey: { type: 'http', scheme: 'bearer', description: 'A key of role admin, `wba_…`' },
          uploadToken: {
            type: 'http',
            scheme: 'bearer',
            description: 'An upload token, `wbt_…`: sees the files that it made, and no others',
          },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: SESSION_COOKIE,
            description: `Set by \`POST /v1/session\`; what changes something needs \`${SESSION_HEADER}: 1\` too`,
          },
          storeToken: { type: 'http', scheme: 'bearer', description: "The store's token" },
          storePassword: {
            type: 'http',
            scheme: 'basic',
            description: "Any user name; the store's token as password",
          },
        },
      },
      'x-error-codes': options.errorCodes,
    },
    {
      // A client that refuses members it does not know would break with every addition.
      override: ({ jsonSchema, io }) => {
        if (io === 'output' && jsonSchema.additionalProperties === false) {
          delete jsonSchema.additionalProperties;
        }
      },
    },
  );
}

function paths(errorCodes: readonly ErrorCodeEntry[]): ZodOpenApiPathsObject {
  const result: ZodOpenApiPathsObject = {};
  for (const operation of OPERATIONS) {
    const path = (result[operation.path] ??= {});
    path[operation.method] = describeOperation(operation, errorCodes);
  }
  return result;
}

function describeOperation(
  operation: Operation,
  errorCodes: readonly ErrorCodeEntry[],
): ZodOpenApiOperationObject {
  return {
    operationId: operation.id,
    tags: [operation.tag],
    summary: operation.summary,
    description: operation.description,
    security: securityOf(operation),
    requestParams: {
      ...(operation.params && { path: operation.params }),
      ...(operation.query && { query: operation.query }),
      ...(operation.headers && { header: operation.headers }),
    },
    requestBody: operation.body && {
      required: operation.body.required,
      content: {
        'application/json': {
          schema: operation.body.schema,
          examples: namedExamples(operation.body.examples),
        },
      },
    },
    responses: {
      ...Object.fromEntries(
        operation.responses.map((response) => [String(response.status), describe(response)]),
      ),
      ...problemResponses(operation, errorCodes),
    },
  };
}

function describe(response: OperationResponse) {
  const mediaType = response.mediaType ?? 'application/json';
  const schema = response.schema ?? { type: 'string' as const };
  const headers = Object.entries({
    'X-Request-Id': 'Leads to this request in the logs; an incoming one is kept',
    ...response.headers,
  }).map(([name, text]) => [name, { description: text, schema: { type: 'string' as const } }]);
  return {
    description: response.description,
    headers: Object.fromEntries(headers) as Record<string, object>,
    ...((response.schema ?? response.mediaType) && {
      content: { [mediaType]: { schema, example: response.example } },
    }),
  };
}

function namedExamples(examples: Readonly<Record<string, unknown>> = {}) {
  return Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }]));
}
