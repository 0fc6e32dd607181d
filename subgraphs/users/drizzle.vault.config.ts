import { defineConfig } from 'drizzle-kit';

/** The store of personal keys, which may be on a server of its own: `drizzle-kit generate --config drizzle.vault.config.ts`. */
export default defineConfig({
  dialect: 'postgresql',
  schema: './src/modules/personal-keys/personal-key.model.ts',
  out: './migrations/vault',
});
