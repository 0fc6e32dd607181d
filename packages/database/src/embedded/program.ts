import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { programEnvironment, type Runner } from './runner.ts';

/**
 * Starts a program of PostgreSQL so that it ends with us.
 *
 * It gets a session of its own: Ctrl-C in a terminal reaches every process of the session, and would stop the database while
 * we still finish what we accepted. Call this on the main thread: the kernel sends the signal when the *thread* ends.
 */
export function startProgram(
  runner: Runner,
  program: string,
  args: readonly string[],
  stdio: StdioOptions,
): ChildProcess {
  // Between our spawn and `setpriv` we may have died already: then the parent is another and no signal will come.
  const unlessOrphaned = [
    '/bin/sh',
    '-c',
    'test "$PPID" = "$1" || exit 1; shift; exec "$@"',
    'sh',
    String(process.pid),
  ];
  const [command = '', ...rest] = [...runner.prefix, ...unlessOrphaned, program, ...args];
  const child = spawn(command, rest, { cwd: '/', detached: true, env: programEnvironment, stdio });
  if (!runner.diesWithUs) watchOver(child);
  return child;
}

/** Runs a program to its end; `output` is everything it wrote. */
export async function runProgram(
  runner: Runner,
  program: string,
  args: readonly string[],
): Promise<{ exitCode: number; output: string }> {
  const child = startProgram(runner, program, args, ['ignore', 'pipe', 'pipe']);
  const exited = exitOf(child);
  const [out, err] = await Promise.all([
    child.stdout ? text(child.stdout) : '',
    child.stderr ? text(child.stderr) : '',
  ]);
  return { exitCode: await exited, output: out + err };
}

/** The exit code of a child, 1 for a signal. @throws what kept it from starting */
export function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** For systems whose kernel does not do it (macOS): a shell waits for our end of a pipe to close, by whatever death. */
function watchOver(child: ChildProcess): void {
  const script = 'cat >/dev/null; kill -INT "$1" 2>/dev/null';
  const guard = spawn('/bin/sh', ['-c', script, 'sh', String(child.pid)], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.on('error', () => {});
  guard.unref();
  child.once('exit', () => guard.kill('SIGKILL'));
}
