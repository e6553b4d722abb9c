import type { EventChannel, EventMessage } from './channel.js';
import { eventChannels } from './channels/index.js';
import type { RedisParts } from './channels/redis.js';
import { payloadSchema, type JsonSchema } from './payload.js';

interface EventDocumentOptions {
  readonly version: string;
  readonly redis: RedisParts;
}

const SERVERS = {
  api: {
    host: '{host}',
    protocol: 'http',
    description: 'The API; TLS is the load balancer’s',
    variables: { host: { default: '127.0.0.1:8480', description: 'Where the API listens' } },
  },
  subscriber: {
    host: '{host}',
    protocol: 'https',
    description: 'A URL of the subscriber’s own',
    variables: { host: { default: 'example.com' } },
  },
  redis: {
    host: '{host}',
    protocol: 'redis',
    description: 'Between the parts of Waybill, not for others',
    variables: { host: { default: '127.0.0.1:6379', description: 'REDIS_URL' } },
  },
};

const SECURITY_SCHEMES = {
  tenantKey: { type: 'http', scheme: 'bearer', description: "A tenant's key, `wbk_…`" },
  storeToken: { type: 'http', scheme: 'bearer', description: "The store's token" },
  storePassword: {
    type: 'http',
    scheme: 'basic',
    description: "Any user name; the store's token as password",
  },
};

/**
 * Everything that is told rather than asked, as an AsyncAPI 3.0 document, made from the same schemas
 * that check events and jobs. `send` is what Waybill sends.
 */
export function createAsyncApiDocument({ version, redis }: EventDocumentOptions) {
  const channels = eventChannels(redis);
  const schemas: Record<string, JsonSchema> = {};
  const messages: Record<string, object> = {};
  for (const message of channels.flatMap((channel) => channel.messages)) {
    messages[message.name] ??= describeMessage(message, schemas);
  }
  const used = new Set<string>(channels.map(({ server }) => server));
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Waybill',
      version,
      description:
        'The events of Waybill, the upload control plane. The calls are in `/openapi.json`.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    servers: Object.fromEntries(Object.entries(SERVERS).filter(([name]) => used.has(name))),
    channels: Object.fromEntries(channels.map((channel) => [channel.id, describe(channel)])),
    operations: Object.fromEntries(
      channels.map((channel) => [`${channel.action}${capital(channel.id)}`, operation(channel)]),
    ),
    components: { schemas, messages, securitySchemes: SECURITY_SCHEMES },
  };
}

function describeMessage(message: EventMessage, schemas: Record<string, JsonSchema>): object {
  return {
    name: message.name,
    summary: message.summary,
    ...(message.contentType && { contentType: message.contentType }),
    payload: payloadSchema(message.payload, schemas),
    ...(message.example && { examples: [{ payload: message.example }] }),
  };
}

function describe({ address, server, description, parameters, messages }: EventChannel): object {
  return {
    address,
    description,
    servers: [{ $ref: `#/servers/${server}` }],
    ...(parameters && {
      parameters: Object.fromEntries(
        Object.entries(parameters).map(([name, text]) => [name, { description: text }]),
      ),
    }),
    messages: Object.fromEntries(
      messages.map(({ name }) => [name, { $ref: `#/components/messages/${name}` }]),
    ),
  };
}

function operation({ id, action, summary, method, security, messages }: EventChannel): object {
  return {
    action,
    channel: { $ref: `#/channels/${id}` },
    summary,
    ...(security && {
      security: security.map((name) => ({ $ref: `#/components/securitySchemes/${name}` })),
    }),
    ...(method && { bindings: { http: { method, bindingVersion: '0.3.0' } } }),
    messages: messages.map(({ name }) => ({ $ref: `#/channels/${id}/messages/${name}` })),
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
