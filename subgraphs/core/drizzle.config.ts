import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: ['./src/*-schema.model.ts', './src/modules/**/*.model.ts'],
  out: './migrations',
});
