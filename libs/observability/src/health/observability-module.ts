import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { Registry } from 'prom-client';
import { registerDependencies } from '../metrics/dependencies.js';
import { MetricsController } from '../metrics/metrics-controller.js';
import type { HealthCheck } from './health-check.js';
import { HealthController } from './health-controller.js';
import { Insiders } from './insiders.js';
import { Readiness } from './readiness.js';

export interface ObservabilityOptions {
  readonly registry: Registry;
  readonly checks: readonly HealthCheck[];
  /** Opens figures and the reasons of readiness to whoever shows it; absent, to this machine. */
  readonly metricsToken?: string;
  /** Deadline of all checks, milliseconds; 2,000 where absent. */
  readonly checkTimeoutMs?: number;
}

export interface ObservabilityAsyncOptions {
  readonly imports?: ModuleMetadata['imports'];
  readonly inject?: readonly ((abstract new (...args: never[]) => unknown) | symbol)[];
  readonly useFactory: (
    ...injected: never[]
  ) => ObservabilityOptions | Promise<ObservabilityOptions>;
}

const OPTIONS = Symbol('ObservabilityOptions');

/** `/health/live`, `/health/ready` and `/metrics`; exports {@link Readiness} and the registry. */
@Module({})
export class ObservabilityModule {
  static register(options: ObservabilityOptions): DynamicModule {
    return ObservabilityModule.registerAsync({ useFactory: () => options });
  }

  /** For checks that need what other modules provide. */
  static registerAsync(options: ObservabilityAsyncOptions): DynamicModule {
    return {
      module: ObservabilityModule,
      global: true,
      imports: options.imports ?? [],
      controllers: [HealthController, MetricsController],
      providers: [
        { provide: OPTIONS, inject: [...(options.inject ?? [])], useFactory: options.useFactory },
        {
          provide: Readiness,
          inject: [OPTIONS],
          useFactory: ({ checks, checkTimeoutMs }: ObservabilityOptions) =>
            new Readiness(checks, checkTimeoutMs),
        },
        {
          provide: Insiders,
          inject: [OPTIONS],
          useFactory: ({ metricsToken }: ObservabilityOptions) => new Insiders(metricsToken),
        },
        {
          provide: Registry,
          inject: [OPTIONS, Readiness],
          useFactory: ({ registry }: ObservabilityOptions, readiness: Readiness) => {
            registerDependencies(registry, readiness);
            return registry;
          },
        },
      ],
      exports: [Readiness, Registry],
    };
  }
}
