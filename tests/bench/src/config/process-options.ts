import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const variable = 'OPTIONS_FILE';

/**
 * What the benchmark tells a process that it starts, in a file below `folder`, for its owner alone: it may hold keys, and a whole
 * supergraph, for which an environment has no room. Gives the process' environment.
 */
export function processOptions(folder: string, name: string, options: object): Readonly<Record<string, string>> {
  const file = join(folder, `${name}.options.json`);
  writeFileSync(file, JSON.stringify(options), { mode: 0o600 });
  return { [variable]: file };
}

/** The same, in the process that was started. Once. */
export function readProcessOptions<Options>(): Options {
  const file = process.env[variable] ?? '';
  const options = JSON.parse(readFileSync(file, 'utf8')) as Options;
  rmSync(file);
  return options;
}
