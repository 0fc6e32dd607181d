import { CompiledExecutor } from './compiled/compiled-executor.ts';
import { mayGenerateCode } from './compiled/generated-code.ts';
import { PlanExecutor, type PlanExecutorOptions } from './plan-executor.ts';
import type { QueryExecutor } from './query-executor.ts';

/** `reference` is the interpreter: slower, and plain to read. */
export type ExecutorKind = 'compiled' | 'reference';

/** Compiled, unless something else is asked for, or this process may not generate code. */
export function createExecutor(options: PlanExecutorOptions, kind: ExecutorKind = 'compiled'): QueryExecutor {
  return kind === 'compiled' && mayGenerateCode ? new CompiledExecutor(options) : new PlanExecutor(options);
}
