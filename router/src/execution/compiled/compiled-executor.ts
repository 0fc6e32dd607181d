import { type ExecutionResult, Kind } from 'graphql';
import type { Plan } from '../../planning/plan.ts';
import type { PreparedOperation } from '../../planning/prepared-operation.ts';
import { Answer } from '../answer.ts';
import { Deadline } from '../deadline.ts';
import type { DeferredWork } from '../deferral/deferral.ts';
import { Deferring } from '../deferral/deferring.ts';
import { Execution, type ExecutionDeps } from '../execution.ts';
import type { ExecutionRequest, QueryExecutor } from '../query-executor.ts';
import type { TreeObject } from '../tree.ts';
import { compileEvent, compileStep, type PlanCompilerDeps, type Step } from './compile-plan.ts';
import { compileProjection } from './compile-projection.ts';
import { misfit } from './leaf-text.ts';
import { SelectionTexts } from './selection-texts.ts';

export interface CompiledExecutorOptions extends ExecutionDeps, PlanCompilerDeps {
  readonly timeoutMs: number;
}

interface CompiledPlan {
  readonly step: Step | undefined;
  readonly takeEvent: ReturnType<typeof compileEvent> | undefined;
  readonly deferred: readonly DeferredWork[];
}

type Projection = (root: TreeObject) => string;

/**
 * Runs plans as closures that were made once for each, and writes answers by code that was generated for each operation.
 * As soon as something is amiss (an error, null where there may be none) the answer is the interpreter's.
 */
export class CompiledExecutor implements QueryExecutor {
  readonly #options: CompiledExecutorOptions;
  readonly #deferring: Deferring;
  readonly #plans = new WeakMap<Plan, CompiledPlan>();
  readonly #projections = new WeakMap<PreparedOperation, Projection | 'interpreted'>();

  constructor(options: CompiledExecutorOptions) {
    this.#options = options;
    const texts = new SelectionTexts(options.apiSchema);
    this.#deferring = new Deferring({ ...options, project: (...selection) => texts.project(...selection) });
  }

  execute(request: ExecutionRequest): Answer | Promise<Answer> {
    if (request.plan.deferred) return this.#executeInParts(request);
    const { step } = this.#compiled(request.plan);
    const { execution, deadline } = this.#begin(request);
    return this.#run(request, execution, deadline, () => step?.(execution));
  }

  completeEvent(request: ExecutionRequest, event: ExecutionResult): Answer | Promise<Answer> {
    const { step, takeEvent } = this.#compiled(request.plan);
    const { execution, deadline } = this.#begin(request);
    return this.#run(request, execution, deadline, () => {
      takeEvent?.(execution, event);
      return step?.(execution);
    });
  }

  #executeInParts(request: ExecutionRequest): Promise<Answer> {
    const { step, deferred } = this.#compiled(request.plan);
    return this.#deferring.answer({ ...this.#begin(request), run: step ?? (() => undefined), work: deferred });
  }

  #begin(request: ExecutionRequest): { readonly execution: Execution; readonly deadline: Deadline } {
    const deadline = new Deadline(this.#options.timeoutMs, request.signal);
    return { deadline, execution: new Execution(this.#options, request, deadline) };
  }

  #run(
    request: ExecutionRequest,
    execution: Execution,
    deadline: Deadline,
    work: () => Promise<void> | undefined,
  ): Answer | Promise<Answer> {
    let waiting: Promise<void> | undefined;
    try {
      waiting = work();
      if (waiting !== undefined) return this.#endLater(request, execution, deadline, waiting);
    } finally {
      if (waiting === undefined) deadline[Symbol.dispose]();
    }
    return this.#project(request, execution);
  }

  async #endLater(
    request: ExecutionRequest,
    execution: Execution,
    deadline: Deadline,
    waiting: Promise<void>,
  ): Promise<Answer> {
    try {
      await waiting;
    } finally {
      deadline[Symbol.dispose]();
    }
    return this.#project(request, execution);
  }

  #project(request: ExecutionRequest, execution: Execution): Answer {
    if (!execution.isClean) return execution.project();
    const projection = this.#projectionOf(request);
    if (!projection) return execution.project();
    try {
      return new Answer(projection(execution.root));
    } catch (error) {
      if (error !== misfit) throw error;
      return execution.project();
    }
  }

  #compiled(plan: Plan): CompiledPlan {
    const known = this.#plans.get(plan);
    if (known) return known;
    const compiled = {
      step: plan.root && compileStep(this.#options, plan.root),
      takeEvent: plan.primary && compileEvent(this.#options, plan.primary),
      deferred: (plan.deferred ?? []).map(({ node, ...rest }) => ({
        ...rest,
        id: node.id,
        run: compileStep(this.#options, node),
      })),
    };
    this.#plans.set(plan, compiled);
    return compiled;
  }

  #projectionOf({ operation }: ExecutionRequest): Projection | undefined {
    let projection = this.#projections.get(operation);
    if (!projection) {
      // Introspection is graphql-js' matter.
      projection = hasIntrospection(operation) ? 'interpreted' : compileProjection(this.#options.apiSchema, operation);
      this.#projections.set(operation, projection);
    }
    return projection === 'interpreted' ? undefined : projection;
  }
}

function hasIntrospection({ operation }: PreparedOperation): boolean {
  return operation.selectionSet.selections.some(
    (each) => each.kind === Kind.FIELD && (each.name.value === '__schema' || each.name.value === '__type'),
  );
}
