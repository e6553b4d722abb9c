import {
  type ActingTenant,
  DomainError,
  isUuid,
  type File,
  type TenantData,
} from '@waybill/domain';

/** A tenant's own file. Another tenant's is not found, just like one that never was. */
export interface OwnFile {
  readonly fileId: string;
  readonly tenantId: ActingTenant;
  /** The token that asks, which sees what it made alone; absent for who sees all of the tenant's. */
  readonly createdBy?: string;
}

/** @throws DomainError file_not_found */
export async function requireFile(data: TenantData, ref: OwnFile): Promise<File> {
  const file = isUuid(ref.fileId) ? await data.of(ref.tenantId).files.find(ref) : undefined;
  if (!file) throw fileNotFound();
  return file;
}

/** As the repository says it: the same for every file that is not there, whoever notices. */
export function fileNotFound(): DomainError {
  return new DomainError('file_not_found', 'There is no such file.');
}
