/** What is left of tenants that are being deleted. */
export abstract class TenantRemoval {
  /** Ids of tenants that are being deleted, the longest first. */
  abstract tenants(limit: number): Promise<readonly string[]>;

  /** Ids of files that can be ended, or removed from the store: all but those being completed. */
  abstract openFiles(tenantId: string, limit: number): Promise<readonly string[]>;

  /** Ids of files at their end for which nothing can come to the store any more. */
  abstract endedFiles(tenantId: string, limit: number): Promise<readonly string[]>;

  /** Removes the rows of a file and its chunks; only once the store has nothing of it. */
  abstract removeFile(fileId: string): Promise<void>;

  /**
   * Removes up to `limit` of what else a tenant without files has; the tenant at last.
   * @returns whether the tenant is gone
   */
  abstract removeRest(tenantId: string, limit: number): Promise<boolean>;
}
