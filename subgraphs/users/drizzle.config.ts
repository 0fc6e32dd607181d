import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: [
    './src/*-schema.model.ts',
    './src/modules/{users,credentials,sessions,second-factors,passkeys,phone-numbers,accounts,invitations,administrators,api-keys,audit,mailed-tokens,preferences,identities,erasure,data-exports,service-identities}/*.model.ts',
  ],
  out: './migrations/users',
});
