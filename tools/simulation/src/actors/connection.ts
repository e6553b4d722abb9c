import { DomainError } from '@waybill/domain';
import type { ApiReplica } from '../system/api-replica.js';
import type { Surroundings } from '../surroundings.js';

/** The answer never came. */
class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/** A client's request to some replica of the API. @throws ConnectionLost, and what the API answers */
export function ask<Answer>(
  { time, network }: Surroundings,
  api: ApiReplica | undefined,
  request: (api: ApiReplica) => Promise<Answer>,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    if (!api) {
      time.after(200, () => reject(new ConnectionLost('No replica is there.')));
      return;
    }
    const stop = api.process.onEnd(() =>
      reject(new ConnectionLost(`${api.process.name} has died.`)),
    );
    time.after(network.latency(), () => {
      if (api.process.alive) request(api).then(resolve, reject).finally(stop);
    });
  });
}

/** Undefined for what passes: a lost connection, something that is away. */
export function refusalOf(error: unknown): string | undefined {
  if (error instanceof ConnectionLost) return undefined;
  if (!(error instanceof DomainError)) throw error;
  return error.code.endsWith('_unavailable') || error.code === 'not_ready' ? undefined : error.code;
}
