import { AdaptiveExecutor } from './adaptive-executor.ts';
import { CompiledExecutor } from './compiled/compiled-executor.ts';
import { mayGenerateCode } from './compiled/generated-code.ts';
import { PlanExecutor, type PlanExecutorOptions } from './plan-executor.ts';
import type { QueryExecutor } from './query-executor.ts';

/** `reference` is the interpreter, slower and plain to read; `adaptive` uses it for what comes for the first time. */
export type ExecutorKind = 'adaptive' | 'compiled' | 'reference';

/** Compiled, unless something else is asked for, or this process may not generate code. */
export function createExecutor(options: PlanExecutorOptions, kind: ExecutorKind = 'compiled'): QueryExecutor {
  if (kind === 'reference' || !mayGenerateCode) return new PlanExecutor(options);
  const compiling = new CompiledExecutor(options);
  return kind === 'compiled' ? compiling : new AdaptiveExecutor(new PlanExecutor(options), compiling);
}
