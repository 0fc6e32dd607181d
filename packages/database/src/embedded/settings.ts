import type { Layout } from './layout.ts';
import type { Programs } from './programs.ts';

export function serverSettings(
  layout: Layout,
  programs: Programs,
  options: { ephemeral?: boolean; settings?: Readonly<Record<string, string>> },
): Record<string, string> {
  return {
    // No port: the only way in is the socket, in a folder that only this account can enter. That is why `trust` is safe here;
    // who can reach the socket could read the data files as well.
    listen_addresses: '',
    unix_socket_directories: layout.socketDirectory,
    unix_socket_permissions: '0700',
    cluster_name: layout.clusterName,
    shared_buffers: '128MB',
    max_connections: '200',
    wal_level: 'replica',
    // Compiling pays off for reports of minutes, and costs a short query more than it takes.
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    // Statements and details carry values, which may be personal; the message and the name of the constraint stay.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    ...(programs.hasStatementStatistics ? { shared_preload_libraries: 'pg_stat_statements' } : {}),
    ...(options.ephemeral ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
    ...options.settings,
  };
}
