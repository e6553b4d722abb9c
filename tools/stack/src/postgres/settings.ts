import { join } from 'node:path';

export interface PostgresSettings {
  port: number;
  folder: string;
  /** false: a crash of the machine may lose everything, which suits tests and is far faster. */
  durable: boolean;
}

// sockaddr_un holds 108 bytes, the last of them 0.
const longestSocketPath = 107;

export function socketFolder(folder: string, port: number): string {
  const socket = join(folder, `.s.PGSQL.${port}.lock`);
  // An empty setting means no Unix socket at all; TCP on the loopback serves as well.
  return Buffer.byteLength(socket) <= longestSocketPath ? folder : '';
}

export function serverArguments({ port, folder, durable }: PostgresSettings): string[] {
  const settings: Record<string, string | number> = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: socketFolder(folder, port),
    max_connections: 200,
    password_encryption: 'scram-sha-256',
    shared_buffers: '128MB',
    max_wal_size: '2GB',
    timezone: 'UTC',
    // What tests and the on-call reader look for: deadlocks are logged as errors (40P01), and
    // waits for a lock beyond deadlock_timeout as a line of their own.
    log_min_messages: 'warning',
    log_lock_waits: 'on',
    deadlock_timeout: '500ms',
    log_checkpoints: 'off',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] %q%a %e ',
    logging_collector: 'off',
  };
  if (!durable) {
    Object.assign(settings, {
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      wal_level: 'minimal',
      max_wal_senders: 0,
      autovacuum_naptime: '20s',
    });
  }
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
