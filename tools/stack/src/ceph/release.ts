import { StackError } from '../errors.js';
import type { ProcessGroup } from '../process/process-group.js';

export interface CephRelease {
  /** Such as 16. */
  major: number;
  /** Such as `pacific`. */
  name: string;
}

/** Reads `ceph version 16.2.15 (…) pacific (stable)`. */
export function parseRelease(text: string): CephRelease | undefined {
  const match = /^ceph version (\d+)\.\S* \([^)]*\) (\w+)/m.exec(text);
  return match?.[1] && match[2] ? { major: Number(match[1]), name: match[2] } : undefined;
}

export async function cephRelease(processes: ProcessGroup): Promise<CephRelease> {
  const text = await processes.tool('ceph-mon', ['--version']);
  const release = parseRelease(text);
  if (!release) throw new StackError(`Unknown version of Ceph: ${text}`);
  return release;
}

/** What this gateway can enforce on a chunk: its SHA-256 from Ceph 20 on, before that its MD5. */
export function storeProfile({ major }: CephRelease): 'md5' | 'sha256' {
  return major >= 20 ? 'sha256' : 'md5';
}
