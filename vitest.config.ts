import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';
import { LongestFirst } from './tests/support/longest-first.ts';

const folders = ['packages/**/src', 'subgraphs/**/src', 'router/src', 'schema/src', 'tests'];

/** What `npm test` runs. What needs time, Redis or a browser is in `*.full.test.ts`, see vitest.full.config.ts. */
export default defineConfig({
  // Vite would take graphql's ESM build and Apollo's packages its CommonJS one: two realms, and nothing of one is known to
  // the other. Node itself takes the CommonJS one everywhere.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: folders.map((folder) => `${folder}/**/*.test.ts`),
    exclude: [...configDefaults.exclude, '**/*.full.test.ts'],
    globalSetup: ['tests/support/postgres.global.ts'],
    // Processes, not threads: a PostgreSQL that a test starts gets its signal when the thread that started it ends.
    pool: 'forks',
    // Files share what they import: there is nothing in a module that one changes for another, and each would load it anew.
    isolate: false,
    // Much of it waits for PostgreSQL and for processes, so the default (cores less one) leaves a core of two idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 20_000,
    hookTimeout: 60_000,
    sequence: { sequencer: LongestFirst },
    retry: 0,
  },
});
