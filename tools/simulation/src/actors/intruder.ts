import type { ActingTenant } from '@waybill/domain';
import type { OwnFile } from '@waybill/upload-api/use-cases';
import type { ApiReplica } from '../system/api-replica.js';
import type { Surroundings } from '../surroundings.js';
import { ask, refusalOf } from './connection.js';
import type { Truth } from './truth.js';

type Attempt = (api: ApiReplica, ref: OwnFile) => Promise<unknown>;

const ATTEMPTS: readonly Attempt[] = [
  (api, ref) => api.useCases.getFile.execute(ref),
  (api, ref) => api.useCases.signChunkUrls.execute(ref, { numbers: [1] }),
  (api, ref) => api.useCases.confirmChunk.execute(ref, 1, 'a'.repeat(32)),
  (api, ref) => api.useCases.completeFile.execute(ref),
  (api, ref) => api.useCases.deleteFile.execute(ref),
];

/** Another tenant, who has got hold of a file's id: to it there is no such file. */
export async function intrude(
  surroundings: Surroundings,
  truths: readonly Truth[],
  replica: () => ApiReplica | undefined,
): Promise<void> {
  const { random, checks, trace } = surroundings;
  const { fileId, tenantId: owner } = random.pick(truths);
  const tenantId = truths.find((truth) => truth.tenantId !== owner)?.tenantId;
  if (fileId === undefined || tenantId === undefined) return;
  try {
    const attempt = random.pick(ATTEMPTS);
    await ask(surroundings, replica(), (api) =>
      attempt(api, { fileId, tenantId: tenantId as ActingTenant }),
    );
    checks.fail('tenants share nothing', `${tenantId} has got at ${fileId}`);
  } catch (error) {
    trace.count('intrusions');
    try {
      const refusal = refusalOf(error) ?? 'file_not_found';
      if (refusal !== 'file_not_found') checks.fail('tenants share nothing', refusal);
    } catch (unexpected) {
      checks.unexpected('an intruder', unexpected);
    }
  }
}
