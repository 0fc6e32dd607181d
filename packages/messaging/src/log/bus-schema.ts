import { fileURLToPath } from 'node:url';
import type { SchemaPart } from '@trivet/database';

/** The log's place in the database: one for the whole installation. */
export const busSchema: SchemaPart = {
  schema: 'bus',
  owner: 'trivet_bus_owner',
  role: 'trivet_bus',
  migrations: fileURLToPath(new URL('../../migrations', import.meta.url)),
};
