import { type ActingTenant, DomainError, type Principal, type TokenRef } from '@waybill/domain';
import type { FileOwner } from '../files/use-cases/create-file.js';
import type { OwnFile } from './require-file.js';

/**
 * The tenant of a caller who sees all that is the tenant's.
 * @throws DomainError token_not_allowed for an upload token, which does not, wherever it was let in
 */
export function tenantOf(holder: Principal): ActingTenant {
  if (holder.role === 'token') throw tokenNotAllowed();
  return requireTenant(holder);
}

/** A file of this id as the caller may see it. */
export function ownFile(holder: Principal, fileId: string): OwnFile {
  const tenantId = requireTenant(holder);
  return { fileId, tenantId, ...(holder.role === 'token' && { createdBy: holder.keyId }) };
}

/** Whose the files are that the caller makes, and by what they are made. */
export function fileOwner(holder: Principal): FileOwner {
  const { keyId: id, role, policy } = holder;
  const kind = role === 'token' ? 'token' : 'key';
  return { tenantId: requireTenant(holder), creator: { kind, id }, ...(policy && { policy }) };
}

/** As {@link ownFile}, for what is told of a file: a token's policy may show it those of others. */
export function watchedFile(holder: Principal, fileId: string): OwnFile {
  return holder.policy?.events === 'tenant'
    ? { fileId, tenantId: requireTenant(holder) }
    : ownFile(holder, fileId);
}

/** @throws DomainError token_not_allowed for a token that may watch no files but its own */
export function watchedTenant(holder: Principal): ActingTenant {
  return holder.policy?.events === 'tenant' ? requireTenant(holder) : tenantOf(holder);
}

/** @throws DomainError upload_token_not_found for a caller that is none */
export function ownToken(holder: Principal): TokenRef {
  if (holder.role !== 'token') {
    throw new DomainError('upload_token_not_found', 'This call was made by a key, not by a token.');
  }
  return { tokenId: holder.keyId, tenantId: requireTenant(holder) };
}

export function tokenNotAllowed(): DomainError {
  return new DomainError('token_not_allowed', 'An upload token may not make this call.');
}

function requireTenant({ tenantId }: Principal): ActingTenant {
  if (tenantId === undefined) throw new Error('A route without a scope of tenants.');
  return tenantId;
}
