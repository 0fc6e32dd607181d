import { defineConfig, mergeConfig } from 'vitest/config';
import daily from './vitest.config.ts';

/** What measures times, or takes all of the machine. */
const alone = [
  'packages/database/src/embedded/*.full.test.ts',
  'router/src/conformance/**/*.full.test.ts',
  'tests/e2e/revocation/*.full.test.ts',
  'tests/e2e/unbounded-documents/*.full.test.ts',
];

/** What `npm run test:full` runs on top of the daily tests: what needs time, Redis or a browser. First one file at a time. */
export default defineConfig(() => {
  const full = mergeConfig(daily, { test: { testTimeout: 120_000 } });
  // `npm run bench -- --base REF` keeps other commits there, with their tests.
  const exclude = ['**/node_modules/**', '.cache/**'];
  const together = { ...full.test, include: ['**/*.full.test.ts'], exclude: [...exclude, ...alone] };
  return {
    resolve: full.resolve,
    test: {
      // Of a project nobody asks in which order its files come.
      sequence: full.test?.sequence,
      projects: [
        {
          resolve: full.resolve,
          test: { ...full.test, name: 'alone', include: alone, exclude, maxWorkers: 1, sequence: { groupOrder: 0 } },
        },
        { resolve: full.resolve, test: { ...together, name: 'together', sequence: { groupOrder: 1 } } },
      ],
    },
  };
});
