import { defineConfig, mergeConfig } from 'vitest/config';
import daily from './vitest.config.ts';

/** What `npm run test:full` runs on top of the daily tests: what needs time, Redis or a browser. */
export default defineConfig(() => {
  const full = mergeConfig(daily, { test: { testTimeout: 120_000, fileParallelism: false } });
  return { ...full, test: { ...full.test, include: ['**/*.full.test.ts'], exclude: ['**/node_modules/**'] } };
});
