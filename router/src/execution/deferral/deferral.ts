import type { Logger } from '@trivet/platform';
import { type GraphQLError, type GraphQLSchema, isAbstractType } from 'graphql';
import { clientLabel } from '../../planning/deferred-label.ts';
import { Answer, type AnswerPart, type AnswerRest } from '../answer.ts';
import type { Execution, LocatedError } from '../execution.ts';
import { homelessErrors, type Projected, type Selected } from '../project.ts';
import { type ErrorContent, internalError, publicError } from '../public-errors.ts';
import { runtimeType } from '../runtime-type.ts';
import { type ResponsePath, read } from '../tree.ts';
import { Arrivals } from './arrivals.ts';
import { concerns, type DeferredPlace, type DeferredPlaces } from './deferred-places.ts';
import { PlaceIndex } from './place-index.ts';

/** Fetches; what is done at once returns nothing to wait for. */
export type Run = (execution: Execution) => Promise<void> | undefined;
/** Which executor it is makes a difference in time only. */
export type ProjectSelection = (execution: Execution, selected: Selected, errors: readonly LocatedError[]) => Projected;

/** A fetch for deferred fragments only, ready to run. */
export interface DeferredWork {
  readonly id?: string | undefined;
  /** The fragments that wait for it. */
  readonly labels: readonly string[];
  /** Fetches that have to be over before it; what is deferred of them comes before it in the list. */
  readonly after: readonly string[];
  readonly run: Run;
}

export interface DeferralOptions {
  readonly schema: GraphQLSchema;
  readonly logger: Logger;
  readonly places: DeferredPlaces;
  readonly work: readonly DeferredWork[];
  readonly project: ProjectSelection;
}

/** A deferred fetch under way: has an execution of its own, for what goes wrong. */
interface Begun extends DeferredWork {
  readonly execution: Execution;
  readonly done: Promise<void>;
  isDone: boolean;
}

/** Found in what the client has been told, and not told of itself. */
interface OpenPlace extends DeferredPlace {
  /** Of fetches for this fragment alone. */
  readonly own: LocatedError[];
  /** Of fetches that are for other parts of the answer too, and may be told there. */
  readonly shared: LocatedError[];
}

/**
 * One answer in parts. What is deferred is fetched as soon as what it needs has arrived, and told of when what is around
 * it has been told. Text is made when it is asked for, so a client that reads slowly makes nothing pile up but the tree,
 * which is there without deferral too.
 */
export class Deferral {
  readonly #options: DeferralOptions;
  readonly #first: Execution;
  readonly #begun: Begun[] = [];
  readonly #byLabel = new Map<string, Begun[]>();
  readonly #open = new Map<string, OpenPlace[]>();
  /** Errors of shared fetches that no part has told yet, and the place that they are in. */
  readonly #untold = new Map<LocatedError, ResponsePath>();
  #fetched: Promise<void> = Promise.resolve();
  #change = Promise.withResolvers<void>();

  constructor(first: Execution, options: DeferralOptions) {
    this.#first = first;
    this.#options = options;
  }

  /** The first answer, by the plan's own work; what follows it is its `rest`, where there is any. */
  async answer(run: Run): Promise<Answer> {
    const arrivals = new Arrivals();
    this.#first.arrivals = arrivals;
    const fetched = (async () => run(this.#first))();
    this.#fetched = fetched.catch(() => {});
    for (const work of this.#options.work) this.#begin(work, arrivals);
    await fetched;
    const answer = this.#firstAnswer();
    return this.#open.size === 0 ? answer : answer.followedBy(this.#rest());
  }

  /** Resolves when nothing is fetched any more. */
  async end(): Promise<void> {
    await Promise.all([this.#fetched, ...this.#begun.map(({ done }) => done)]);
  }

  #begin(work: DeferredWork, arrivals: Arrivals): void {
    const earlier = this.#begun.filter(({ id }) => id !== undefined && work.after.includes(id));
    const execution = this.#first.part(earlier.map((each) => each.execution));
    // Whatever has not arrived when all is over will not come.
    const allOver = Promise.all([this.#fetched, ...earlier.map(({ done }) => done)]);
    const done = Promise.race([arrivals.all(work.after), allOver])
      .then(() => work.run(execution))
      .catch((error: unknown) => {
        execution.errors.push({ content: this.#fault(error), path: [] });
      })
      .then(() => {
        begun.isDone = true;
        this.#change.resolve();
      });
    const begun: Begun = { ...work, execution, done, isDone: false };
    this.#begun.push(begun);
    for (const label of work.labels) this.#byLabel.set(label, [...(this.#byLabel.get(label) ?? []), begun]);
  }

  #firstAnswer(): Answer {
    const { request, root, errors, losses } = this.#first;
    const { operation } = request.operation;
    const type = this.#options.schema.getRootType(operation.operation);
    if (!type) throw new Error('The schema has no such operation.');
    const selected = { source: root, type, parents: this.#options.places.root, path: [], way: [] };
    const projected = this.#options.project(this.#first, selected, errors);
    const isClaimed = this.#found(selected, projected);
    const told = projected.errors(isClaimed);
    return new Answer(projected.dataText, [...told, ...homelessErrors(losses, request.requestId)]);
  }

  async *#rest(): AnswerRest {
    for (;;) {
      const parts = this.#ready();
      const hasNext = this.#open.size > 0;
      if (!hasNext) yield { parts: this.#withLeftovers(parts), hasNext };
      else if (parts.length > 0) yield { parts, hasNext };
      else await this.#change.promise;
      if (!hasNext) return;
      this.#change = Promise.withResolvers();
    }
  }

  /** Takes what can be told now; what is found in it comes up in the same loop. */
  #ready(): AnswerPart[] {
    const parts: AnswerPart[] = [];
    for (const [label, places] of this.#open) {
      const begun = this.#byLabel.get(label) ?? [];
      if (!begun.every(({ isDone }) => isDone)) continue;
      this.#open.delete(label);
      parts.push(...this.#tell(begun, places));
    }
    return parts;
  }

  #tell(begun: readonly Begun[], places: readonly OpenPlace[]): AnswerPart[] {
    const execution = this.#first.part(begun.map((each) => each.execution));
    if (begun.some((each) => each.execution.errors.length > 0)) {
      const index = new PlaceIndex(places);
      for (const { execution, labels } of begun) {
        for (const error of execution.errors) {
          const around = index.around(error.path);
          if (labels.length > 1) this.#share(error, around);
          else (around[0] ?? places[0])?.own.push(error);
        }
      }
    }
    return places.flatMap((place) => this.#part(execution, place) ?? []);
  }

  #share(error: LocatedError, places: readonly OpenPlace[]): void {
    for (const place of places) {
      place.shared.push(error);
      this.#untold.set(error, place.path);
    }
  }

  /** Undefined where it has turned out that the fragment is not about this object. */
  #part(execution: Execution, { fragment, own, shared, ...place }: OpenPlace): AnswerPart | undefined {
    const { schema, project } = this.#options;
    const { source, type, path, way } = place;
    const runtime = isAbstractType(type) ? runtimeType(schema, type, read(source, '__typename')) : type;
    if (!runtime || !concerns(schema, fragment, runtime)) return undefined;
    const label = clientLabel(fragment.label);
    try {
      const selected = { source, type: runtime, parents: fragment.parents, path, way };
      const projected = project(execution, selected, [...own, ...shared]);
      const isClaimed = this.#found(selected, projected);
      const hidden = new Set<LocatedError>();
      const errors = projected.errors((error) => {
        const isShared = shared.includes(error);
        if (isShared) hidden.add(error);
        return isClaimed(error) || isShared;
      });
      for (const error of shared) if (!hidden.has(error)) this.#untold.delete(error);
      return { path, label, dataText: projected.dataText, errors };
    } catch (error) {
      const { requestId } = execution.request;
      return { path, label, dataText: 'null', errors: [publicError(this.#fault(error), requestId, path)] };
    }
  }

  /** Notes what is found in what is about to be told, and answers which errors may be told there. */
  #found(selected: Selected, { answered }: Projected): (error: LocatedError) => boolean {
    const places = this.#options.places
      .find(selected, answered)
      .map((place): OpenPlace => ({ ...place, own: [], shared: [] }));
    for (const place of places) {
      const { label } = place.fragment;
      const open = this.#open.get(label);
      if (open) open.push(place);
      else this.#open.set(label, [place]);
    }
    const index = new PlaceIndex(places);
    return (error) => {
      const around = index.around(error.path);
      this.#share(error, around);
      return around.length > 0;
    };
  }

  /** What could stand in none of the parts concerns what the planner needed for itself: the last one tells it. */
  #withLeftovers(parts: readonly AnswerPart[]): readonly AnswerPart[] {
    const { requestId } = this.#first.request;
    const leftovers: GraphQLError[] = [...this.#untold].map(([{ content }, path]) =>
      publicError(content, requestId, path),
    );
    for (const { execution } of this.#begun) leftovers.push(...homelessErrors(execution.losses, requestId));
    const last = parts.at(-1);
    return last && leftovers.length > 0
      ? [...parts.slice(0, -1), { ...last, errors: [...last.errors, ...leftovers] }]
      : parts;
  }

  #fault(error: unknown): ErrorContent {
    const { requestId } = this.#first.request;
    this.#options.logger.error('A deferred part failed unexpectedly', { requestId, error });
    return internalError;
  }
}
