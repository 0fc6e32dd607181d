import { existsSync, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { Child } from './child.mjs';
import { onStopRequest } from './stop-requests.mjs';

/** Editors save in several steps, and a checkout changes many files. */
const quietMs = 150;

/**
 * Runs the application, and again whenever a source changes. Each time it stops in an orderly way first, so that the
 * database ends cleanly; one that failed to start waits for the change that mends it.
 * @param {import('./toolchain.mjs').Toolchain} toolchain @param {string} entry @param {readonly string[]} args
 */
export async function develop({ root, node, environment }, entry, args) {
  let isStopping = false;
  let child = null;
  let change = nextChange(root);
  const stopped = new Promise((resolve) => {
    const dispose = onStopRequest((name) => {
      isStopping = true;
      child?.stop(name);
      resolve(dispose);
    });
  });
  let exitCode = 0;
  while (!isStopping) {
    child = new Child(node, [join(root, entry), ...args], { cwd: root, env: environment, ipc: true });
    await Promise.race([child.exited, change.happened]);
    if (!isStopping && child.isRunning) process.stderr.write('A source changed: starting again.\n');
    else if (!isStopping) process.stderr.write('Waiting for a change.\n');
    await Promise.race([change.happened, stopped]);
    change.close();
    if (child.isRunning) child.stop();
    exitCode = await child.exited;
    change = nextChange(root);
  }
  change.close();
  (await stopped)();
  return exitCode;
}

/** Resolves once when a source below `root` has changed and nothing changes any more. */
function nextChange(root) {
  let watchers = [];
  const happened = new Promise((resolve) => {
    let quiet;
    const onChange = (_, file) => {
      if (file?.endsWith('.test.ts')) return;
      clearTimeout(quiet);
      quiet = setTimeout(resolve, quietMs);
    };
    watchers = sourceFolders(root).map((folder) => watch(folder, { recursive: true }, onChange));
  });
  return {
    happened,
    close: () => {
      for (const watcher of watchers) watcher.close();
    },
  };
}

/** Not the packages themselves: below them lie thousands of installed files. */
function sourceFolders(root) {
  const parts = ['packages', 'subgraphs'].flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => join(parent, name)),
  );
  const folders = [...parts, 'router', 'schema'].flatMap((part) => [
    join(root, part, 'src'),
    join(root, part, 'migrations'),
  ]);
  return folders.filter((folder) => existsSync(folder));
}
