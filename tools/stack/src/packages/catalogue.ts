export type Part = 'postgres' | 'redis' | 's3';

/** What has to be on the machine: for servers, or for those who work with them. */
export type Need = Part | 'browser' | 'monitoring';

/** A package is missing when one of the programs that we run from it is. */
export interface Requirement {
  package: string;
  programs: readonly string[];
}

export const requirements: Record<Need, readonly Requirement[]> = {
  postgres: [{ package: 'postgresql', programs: ['initdb', 'postgres', 'createdb'] }],
  redis: [{ package: 'redis-server', programs: ['redis-server'] }],
  s3: [
    { package: 'radosgw', programs: ['radosgw'] },
    { package: 'ceph-mon', programs: ['ceph-mon'] },
    { package: 'ceph-osd', programs: ['ceph-osd'] },
    { package: 'ceph-common', programs: ['ceph', 'radosgw-admin'] },
  ],
  // The console is tested in it.
  browser: [{ package: 'chromium', programs: ['chromium'] }],
  // Rules and alerts are tested in it.
  monitoring: [{ package: 'prometheus', programs: ['prometheus', 'promtool'] }],
};
