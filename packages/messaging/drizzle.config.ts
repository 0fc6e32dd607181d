import { defineConfig } from 'drizzle-kit';

/** Of the tests' subgraph. The log's own migrations are written by hand: partitions and functions. */
export default defineConfig({
  dialect: 'postgresql',
  schema: './src/tests/fixture/shop.model.ts',
  out: './src/tests/fixture/migrations',
  schemaFilter: ['shop'],
});
