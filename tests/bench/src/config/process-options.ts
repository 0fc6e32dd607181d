/** What the benchmark tells a process that it starts, as JSON in `OPTIONS`. */
export function readProcessOptions<Options>(): Options {
  return JSON.parse(process.env['OPTIONS'] ?? '') as Options;
}
