import type { Door } from './door.js';

/** Sized for one API with a pool of ten: no parallel queries, no replication, the least of processes; durability as PostgreSQL comes (fsync on). */
const SETTINGS = {
  max_connections: '30',
  shared_buffers: '16MB',
  min_wal_size: '32MB',
  max_wal_size: '256MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_worker_processes: '0',
  max_parallel_workers: '0',
  max_parallel_workers_per_gather: '0',
  max_logical_replication_workers: '0',
  autovacuum_max_workers: '1',
  io_method: 'sync',
  jit: 'off',
  // A failed statement is told to its client; in the log it would carry its values with it.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
  log_line_prefix: '',
} as const;

const DOOR_SETTINGS = {
  // Relative to the cluster, where the server works: short however long the path of the data directory is.
  socket: { listen_addresses: '', unix_socket_directories: '.', unix_socket_permissions: '0700' },
  tcp: { listen_addresses: '127.0.0.1', unix_socket_directories: '' },
} as const;

/** The arguments of `postgres`: everything that differs from its defaults, so that a cluster follows the product's version. */
export function serverArguments(clusterDirectory: string, door: Door['kind'], port: number): string[] {
  const settings = Object.entries({ port: String(port), ...DOOR_SETTINGS[door], ...SETTINGS });
  return ['-D', clusterDirectory, ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}
