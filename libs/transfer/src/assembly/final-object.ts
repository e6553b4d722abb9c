import { AssemblyFailure, type ObjectHead } from '@waybill/domain';
import type { AssemblyPlan } from './assembly-plan.js';
import type { AssemblyPorts } from './assembly-ports.js';

/** The finished object, if the store has it and it is what the rows say. */
export async function findFinalObject(
  { reader }: Pick<AssemblyPorts, 'reader'>,
  plan: AssemblyPlan,
): Promise<ObjectHead | undefined> {
  const head = await reader.head(plan.key);
  return head && isAsPlanned(head, plan) ? head : undefined;
}

/**
 * The finished object after a completion that succeeded. One that is not what the rows say is
 * removed: nobody may ever download it.
 * @throws AssemblyFailure object_mismatch; Error where there is none, which may pass
 */
export async function verifyFinalObject(
  { reader, remover }: Pick<AssemblyPorts, 'reader' | 'remover'>,
  plan: AssemblyPlan,
): Promise<ObjectHead> {
  const head = await reader.head(plan.key);
  if (!head) throw new Error(`The store completed ${plan.key}, but does not have it.`);
  if (isAsPlanned(head, plan)) return head;
  await remover.remove([plan.key]);
  throw new AssemblyFailure(
    'object_mismatch',
    `The finished object has ${head.size} bytes and ETag ${head.etag}; ` +
      `${plan.size} bytes and ETag ${plan.etag ?? '(any)'} were expected.`,
  );
}

function isAsPlanned(head: ObjectHead, plan: AssemblyPlan): boolean {
  return head.size === plan.size && (plan.etag === undefined || head.etag === plan.etag);
}
