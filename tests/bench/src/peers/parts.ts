import type { BenchProcess } from '../bench-process.ts';
import { processOptions } from '../config/process-options.ts';
import type { BenchEnvironment } from '../variant.ts';
import type { Serving } from './part-process.ts';

/** A process that serves, and where. */
export interface Part extends Serving {
  readonly process: BenchProcess;
}

/** Starts a `*-process.ts` with its options. @throws {Error} with its output when it does not come to serve. */
export async function startPart(
  { start, folder }: Pick<BenchEnvironment, 'start' | 'folder'>,
  name: string,
  entry: string,
  options: object,
): Promise<Part> {
  const process = start({ name, entry, environment: processOptions(folder, name, options) });
  const { url } = (await process.message()) as Serving;
  return { process, url };
}

export async function stopAll(parts: readonly Part[]): Promise<void> {
  await Promise.all(parts.map(({ process }) => process.stop()));
}
