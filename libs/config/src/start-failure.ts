import type { ServiceConfig } from './service-config.js';

/** Something that a service needs at its start, and the variable that says where it is. */
export interface StartDependency {
  readonly variable: string;
  /** A URL, or host and port; credentials in it are never printed. */
  readonly address: string;
  readonly matches: (error: unknown) => boolean;
}

/**
 * Why a service did not start, in a line for whoever runs it: the variable, the address, and what
 * the system said. An error that no dependency knows is told with its stack.
 */
export function startFailure(error: unknown, dependencies: readonly StartDependency[]): string {
  const dependency = dependencies.find(({ matches }) => matches(error));
  if (!dependency) return String((error as Error | undefined)?.stack ?? error);
  return `${dependency.variable} (${withoutCredentials(dependency.address)}): ${reasonOf(error)}`;
}

/** The port that a service listens on: taken by another, or not ours to take. */
export function httpPort({ host, port }: Pick<ServiceConfig, 'host' | 'port'>): StartDependency {
  return {
    variable: 'WAYBILL_HTTP_HOST and WAYBILL_HTTP_PORT',
    address: `${host}:${port}`,
    matches: (error) => (error as NodeJS.ErrnoException | undefined)?.syscall === 'listen',
  };
}

/** The innermost messages: what wraps them (TypeORM's error, AggregateError's list) may say nothing. */
export function reasonOf(error: unknown): string {
  return [...new Set(leaves(error, 0))].join('; ');
}

function leaves(error: unknown, depth: number): string[] {
  if (!(error instanceof Error)) return [String(error)];
  const { driverError, errors, cause } = error as Error & {
    driverError?: unknown;
    errors?: unknown;
  };
  const inner = [driverError, cause, ...(Array.isArray(errors) ? (errors as unknown[]) : [])];
  const deeper = inner.filter((one) => one instanceof Error && depth < 5);
  if (deeper.length > 0) return deeper.flatMap((one) => leaves(one, depth + 1));
  const { code } = error as NodeJS.ErrnoException;
  return [error.message || code || error.name];
}

function withoutCredentials(address: string): string {
  if (!URL.canParse(address)) return address;
  const { protocol, host, pathname } = new URL(address);
  return host === '' ? address : `${protocol}//${host}${pathname}`;
}
