import type { ActingTenant } from '@waybill/domain';
import type { ApiReplica } from '../system/api-replica.js';
import type { Surroundings } from '../surroundings.js';
import { ask, refusalOf } from './connection.js';
import type { Truth } from './truth.js';

/** Asks the API about one file. */
export class Caller {
  constructor(
    protected readonly surroundings: Surroundings,
    protected readonly truth: Truth,
    private readonly replica: () => ApiReplica | undefined,
  ) {}

  protected get ref() {
    return { fileId: this.truth.fileId ?? '', tenantId: this.truth.tenantId as ActingTenant };
  }

  /** Undefined where it was refused, or where it is to be tried again. */
  protected async try<Answer>(
    request: (api: ApiReplica) => Promise<Answer>,
    refused?: (code: string) => void,
  ): Promise<Answer | undefined> {
    try {
      return await ask(this.surroundings, this.replica(), request);
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === 'file_not_found') throw error;
      if (refusal !== undefined) {
        refused?.(refusal);
        this.surroundings.trace.count('requests refused');
        this.surroundings.trace.tell(() => `${this.truth.name} is refused: ${refusal}`);
      }
      return undefined;
    }
  }
}
