import type { ActingTenant, Chunk, File, FileEvent, TenantData, TenantView } from '@waybill/domain';

export const FILE_ID = '019a9b0c-7f00-7000-8000-000000000001';
export const TENANT_ID = '019a9b0c-7f00-7000-8000-0000000000aa' as ActingTenant;
export const OWN = { fileId: FILE_ID, tenantId: TENANT_ID };

/** A port of which only these methods are expected to be called. */
export function stub<Port>(methods: Partial<Port>): Port {
  return methods as Port;
}

/** What every tenant sees alike. */
export function dataOf(view: Partial<TenantView>): TenantData {
  return { of: () => view as TenantView };
}

export function fileOf(overrides: Partial<File> = {}): File {
  return {
    id: FILE_ID,
    tenantId: TENANT_ID,
    name: 'a.bin',
    size: 30,
    contentType: 'application/octet-stream',
    status: 'uploading',
    strategy: 'chunks',
    chunkSize: 10,
    chunkCount: 3,
    uploadedChunks: 0,
    uploadedBytes: 0,
    reusedChunks: 0,
    autoComplete: false,
    metadata: {},
    bucket: 'b',
    unboundUrls: false,
    createdAt: new Date(0),
    updatedAt: new Date(0),
    ...overrides,
  };
}

export function chunkOf(number: number, overrides: Partial<Chunk> = {}): Chunk {
  const offset = (number - 1) * 10;
  return { fileId: FILE_ID, number, offset, size: 10, status: 'pending', ...overrides };
}

export function eventOf(position: number, overrides: Partial<FileEvent> = {}): FileEvent {
  return {
    position,
    type: 'file.uploading',
    fileId: FILE_ID,
    tenantId: TENANT_ID,
    at: new Date(0),
    data: {},
    ...overrides,
  };
}
