import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';

/** A process that has a `logger` on its standard output, and what it has written so far. */
function run(code: string) {
  const module = JSON.stringify(join(import.meta.dirname, 'logger.ts'));
  const script = `const { createLogger } = await import(${module}); const logger = createLogger({ service: 's' }); ${code}`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  return {
    child,
    lines: () =>
      output
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line).message),
  };
}

it('has written every line when the process exits', async () => {
  const { child, lines } = run('for (let n = 0; n < 500; n++) logger.info(String(n)); process.exit(0);');
  await once(child, 'close');
  expect(lines()).toEqual(Array.from({ length: 500 }, (_, index) => String(index)));
});

it('writes soon, also when nothing follows', async () => {
  const { child, lines } = run("logger.info('one'); logger.info('two'); setInterval(() => {}, 60_000);");
  await vi.waitFor(() => expect(lines()).toEqual(['one', 'two']), { timeout: 10_000 });
  expect(child.exitCode).toBeNull();
});
