import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import type { BuildFailure } from './build.ts';
import { buildScript } from './package-paths.ts';

/** A build takes 5 s; one that takes this long on any machine hangs. */
export const BUILD_DEADLINE_MS = 5 * 60_000;

/**
 * Builds into `directory` in a child process. Aborting `signal` kills it, and it ends by itself when this process does.
 * @throws {Error} with a message of one line
 */
export function runBuild(directory: string, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const child = spawn(process.execPath, [buildScript, directory], {
    // The channel is how the child notices that we are gone, even after SIGKILL.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    // React's development build is what any other NODE_ENV gives; our own variables, secrets among them, stay here.
    env: { NODE_ENV: 'production' },
    signal: AbortSignal.any([signal, AbortSignal.timeout(BUILD_DEADLINE_MS)]),
    killSignal: 'SIGKILL',
  });
  let failure: string | undefined;
  child.on('message', (message: BuildFailure) => {
    failure = message.failure;
  });
  child.on('error', (error) => {
    failure ??= isTimeout(error.cause) ? `it took longer than ${BUILD_DEADLINE_MS / 60_000} minutes` : error.message;
  });
  child.on('close', (code, killedBy) => {
    if (code === 0) resolve();
    else reject(new Error(firstLine(failure ?? (killedBy ? `it was ended by ${killedBy}` : `it exited with ${code}`))));
  });
  return promise;
}

function isTimeout(cause: unknown): boolean {
  return cause instanceof DOMException && cause.name === 'TimeoutError';
}

function firstLine(message: string): string {
  return stripVTControlCharacters(message).trim().split('\n', 1)[0] ?? '';
}
