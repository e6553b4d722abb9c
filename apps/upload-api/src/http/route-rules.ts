import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import type { JsonBounds } from '@waybill/contracts';
import type { Access } from '@waybill/domain';

export interface BodyLimits {
  readonly bytes: number;
  /** Of the JSON in it. */
  readonly values: JsonBounds['values'];
  readonly text: JsonBounds['text'];
}

/** What is known of a route before any of its body is read. */
export interface RouteRules {
  /** Where it is missing nobody may call. */
  readonly access?: Access;
  /** Whether an upload token may call. */
  readonly tokens?: boolean;
  readonly body?: BodyLimits;
}

declare module 'fastify' {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- Fastify's way to type `config`
  interface FastifyContextConfig extends RouteRules {}
}

const RULES = 'waybill:route-rules';

/** For a controller, or for one of its routes, which comes first. */
export function routeRules(rules: RouteRules): ClassDecorator & MethodDecorator {
  return (target: object, name?: string | symbol, descriptor?: PropertyDescriptor) => {
    const onRoute = typeof descriptor?.value === 'function';
    for (const handler of onRoute ? [descriptor.value as object] : methodsOf(target)) {
      const known = Reflect.getOwnMetadata(RULES, handler) as RouteRules | undefined;
      const merged = onRoute ? { ...known, ...rules } : { ...rules, ...known };
      Reflect.defineMetadata(RULES, merged, handler);
      RouteConfig(merged)(target, name ?? '', { value: handler });
    }
  };
}

function methodsOf(controller: object): object[] {
  const { prototype } = controller as { prototype: Record<string, unknown> };
  return Object.getOwnPropertyNames(prototype)
    .filter((name) => name !== 'constructor')
    .map((name) => prototype[name])
    .filter((member): member is object => typeof member === 'function');
}

/** The limits of a route's body; {@link SMALL_BODY} where it declares none. */
export const BodyLimit = (body: BodyLimits) => routeRules({ body });

export function rulesOf(request: FastifyRequest): RouteRules {
  return request.routeOptions.config;
}
