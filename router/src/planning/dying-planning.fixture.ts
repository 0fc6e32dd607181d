import { existsSync, writeFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import type { PlanningRequest } from './planned-document.ts';

/**
 * The planning thread, but that it ends over documents that say so: always at `# dies`, and at `# dies once PATH` unless
 * there is a file, which it makes.
 */
parentPort?.on('message', ({ query }: PlanningRequest) => {
  const [says, path] = /# dies(?: once (\S+))?/.exec(query) ?? [];
  if (says === undefined || (path !== undefined && existsSync(path))) return;
  if (path !== undefined) writeFileSync(path, '');
  process.exit(3);
});
await import('./planning-worker.ts');
