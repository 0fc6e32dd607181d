const variable = 'OPTIONS';

/**
 * What the benchmark tells a process that it starts, as part of its environment: unlike arguments, which everybody on the
 * machine may read, it may hold keys.
 */
export function processOptions(options: object): Readonly<Record<string, string>> {
  return { [variable]: JSON.stringify(options) };
}

/** The same, in the process that was started. */
export function readProcessOptions<Options>(): Options {
  return JSON.parse(process.env[variable] ?? '') as Options;
}
