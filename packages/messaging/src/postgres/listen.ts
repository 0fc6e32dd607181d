import type { Sql } from 'postgres';

/**
 * Calls `wake` at each notification, and whenever listening begins (again): what was sent meanwhile is lost. The driver
 * opens a connection for it, and a new one whenever that breaks. Ends with `sql.end`.
 */
export function listen(sql: Sql, channel: string, wake: () => void): void {
  // A server that cannot be reached now: the driver goes on trying, and readers poll.
  sql.listen(channel, wake, wake).catch(() => {});
}
