export interface CephConfiguration {
  fsid: string;
  folder: string;
  logFolder: string;
  s3Port: number;
  monPort: number;
  osdPorts: readonly [number, number];
  /** true: objects in a file (bluestore); false: in memory (memstore), gone with the process. */
  durable: boolean;
  /** Bytes that the store may hold. */
  capacity: number;
}

type Section = Record<string, string | number | boolean>;

/** The text of ceph.conf for a cluster of one monitor, one OSD and one gateway. */
export function cephConfiguration(configuration: CephConfiguration): string {
  const sections = {
    global: globalSection(configuration),
    mon: monSection(configuration),
    osd: osdSection(configuration),
    client: clientSection(configuration),
    'client.rgw': { log_file: `${configuration.logFolder}/radosgw.log` },
  };
  return Object.entries(sections)
    .map(([name, section]) => {
      const lines = Object.entries(section).map(([key, value]) => `${key} = ${value}`.trimEnd());
      return [`[${name}]`, ...lines, ''].join('\n');
    })
    .join('\n');
}

function globalSection({ fsid, folder, logFolder, monPort }: CephConfiguration): Section {
  return {
    fsid,
    mon_host: `v2:127.0.0.1:${monPort}`,
    mon_initial_members: 'a',
    public_addr: '127.0.0.1',
    cluster_addr: '127.0.0.1',
    ms_bind_ipv6: false,
    // The first wire protocol would only double the ports in use.
    ms_bind_msgr1: false,
    // One machine, loopback only: keys between the daemons would guard nothing.
    auth_cluster_required: 'none',
    auth_service_required: 'none',
    auth_client_required: 'none',
    keyring: '/dev/null',
    run_dir: folder,
    // Nobody asks the daemons by their socket, and its path may be no longer than 107 bytes.
    admin_socket: '',
    crash_dir: folder,
    log_file: `${logFolder}/ceph-$type.log`,
    mon_cluster_log_file: `${logFolder}/ceph-cluster.log`,
    mon_cluster_log_file_level: 'info',
    // The number after the slash is what is kept in memory for a crash report; 0 spares the work.
    debug_ms: '0/0',
    debug_mon: '1/1',
    debug_osd: '1/1',
    debug_paxos: '0/0',
    debug_rocksdb: '1/1',
    osd_pool_default_size: 1,
    osd_pool_default_min_size: 1,
    osd_pool_default_pg_num: 4,
    osd_pool_default_pgp_num: 4,
    osd_pool_default_pg_autoscale_mode: 'off',
    osd_crush_chooseleaf_type: 0,
    mon_allow_pool_size_one: true,
    mon_max_pg_per_osd: 1000,
  };
}

function monSection({ folder }: CephConfiguration): Section {
  return {
    mon_data: `${folder}/mon`,
    mon_data_avail_crit: 1,
    mon_data_avail_warn: 2,
    mon_warn_on_pool_no_redundancy: false,
    // Seconds until a missing manager is reported. It is missing for good: nothing here needs one.
    mon_mgr_mkfs_grace: 1_000_000_000,
    mon_mgr_inactive_grace: 1_000_000_000,
    mon_osd_down_out_interval: 0,
    // With one monitor there is nobody to wait for before a decision is written down.
    paxos_propose_interval: 0.05,
    paxos_min_wait: 0.01,
  };
}

function osdSection({ folder, osdPorts, durable, capacity }: CephConfiguration): Section {
  const [first, last] = osdPorts;
  return {
    osd_data: `${folder}/osd`,
    osd_objectstore: durable ? 'bluestore' : 'memstore',
    [durable ? 'bluestore_block_size' : 'memstore_device_bytes']: capacity,
    bluestore_fsck_on_mkfs: false,
    bluestore_fsck_quick_fix_on_mount: false,
    // Seconds until a gateway that was killed is forgotten. Until then whoever changes a user or a
    // bucket waits for its answer; the default is 30.
    osd_client_watch_timeout: 4,
    ms_bind_port_min: first,
    ms_bind_port_max: last,
    osd_memory_target: 1024 ** 3,
    osd_op_num_shards: 2,
    osd_op_num_threads_per_shard: 2,
  };
}

/** Of the gateway, and of the tools that make its user. */
function clientSection({ folder, logFolder, s3Port, durable }: CephConfiguration): Section {
  return {
    log_file: `${logFolder}/ceph-tools.log`,
    // Seconds after which an OSD that does not answer is asked after at the monitor. The defaults of
    // 5 and 10 would be most of the time that a start takes.
    objecter_tick_interval: 0.25,
    objecter_timeout: 1,
    // Without this the gateway hangs when authentication is off: it would insist on encryption.
    ms_mon_client_mode: 'crc',
    rgw_frontends: `beast endpoint=127.0.0.1:${s3Port}`,
    rgw_data: `${folder}/rgw`,
    rgw_thread_pool_size: 64,
    rgw_rados_pool_pg_num_min: 4,
    rgw_enable_usage_log: false,
    rgw_enable_ops_log: false,
    rgw_dynamic_resharding: false,
    // Seconds until the space of a removed object is given back. The default of two hours would
    // let an afternoon of uploads fill the disk, and a run of tests the memory.
    rgw_gc_obj_min_wait: durable ? 60 : 5,
    rgw_gc_processor_period: durable ? 60 : 5,
    // At 1 there is a line for each request, but also each push endpoint that does not answer is
    // written out, with the password in it.
    debug_rgw: '0/0',
    // A push endpoint may carry a password only over a connection known to be secure. This one
    // never leaves the machine: Ceph 18 and later say so by an option of its own, before that the
    // gateway has to believe the header by which a TLS proxy would say it.
    rgw_allow_notification_secrets_in_cleartext: true,
    rgw_trust_forwarded_https: true,
  };
}
