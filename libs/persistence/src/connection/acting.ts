import { AsyncLocalStorage } from 'node:async_hooks';
import type { Actor } from '@waybill/domain';

const storage = new AsyncLocalStorage<string>();

/**
 * Does work in the name of an actor: what its statements change is noted as the actor's, whichever they
 * are (migrations/audit.ts). The actor comes with the work, and no use case has to hand it on.
 */
export function actingAs<Result>(actor: Actor, work: () => Result): Result {
  return storage.run(JSON.stringify(actor), work);
}

/** The actor of the work that goes on, as the database is told; undefined where there is none. */
export function actingNow(): string | undefined {
  return storage.getStore();
}
