import { join } from 'node:path';

const migrations = join(import.meta.dirname, '../migrations');

/** Where this subgraph's tables are. */
export const schemaPart = {
  schema: 'users',
  owner: 'trivet_users_owner',
  role: 'trivet_users',
  migrations: join(migrations, 'users'),
} as const;

/** Where personal keys are: apart, because their backups are kept for a shorter time. */
export const vaultPart = {
  schema: 'vault',
  owner: 'trivet_vault_owner',
  role: 'trivet_vault',
  migrations: join(migrations, 'vault'),
} as const;
