import type { Logger } from '@trivet/platform';
import { type GraphQLSchema, isAbstractType } from 'graphql';
import { clientLabel } from '../../planning/deferred-label.ts';
import { Answer, type AnswerPart, type AnswerRest } from '../answer.ts';
import type { Execution, LocatedError } from '../execution.ts';
import { homelessErrors, type Projected, type Selected } from '../project.ts';
import { type ErrorContent, internalError, publicError } from '../public-errors.ts';
import { runtimeType } from '../runtime-type.ts';
import { read } from '../tree.ts';
import { Arrivals } from './arrivals.ts';
import { concerns, type DeferredPlace, type DeferredPlaces } from './deferred-places.ts';
import { PlaceIndex } from './place-index.ts';

/** Fetches; what is done at once returns nothing to wait for. */
export type Run = (execution: Execution) => Promise<void> | undefined;
/** Which executor it is makes a difference in time only. */
export type ProjectSelection = (
  execution: Execution,
  selected: Selected,
  errors: readonly LocatedError[],
) => Projected;

/** What has to be fetched for one deferred fragment, ready to run. */
export interface DeferredWork {
  readonly label: string;
  /** The label of the fragment around it, whose work comes before in the list. */
  readonly within?: string | undefined;
  /** Fetches after which it can begin; where there are none, it begins when all is fetched for what is around it. */
  readonly depends: readonly string[];
  readonly run: Run;
}

export interface DeferralOptions {
  readonly schema: GraphQLSchema;
  readonly logger: Logger;
  readonly places: DeferredPlaces;
  readonly work: readonly DeferredWork[];
  readonly project: ProjectSelection;
}

/** The work for one fragment: all its places are fetched together. */
interface Batch {
  readonly execution: Execution;
  readonly done: Promise<void>;
  isDone: boolean;
}

/** Found in what the client has been told, and not told of itself. */
interface OpenPlace extends DeferredPlace {
  /** Of the fetches for this fragment. */
  readonly own: LocatedError[];
  /** Of fetches for what is around it, which may have brought some of this too. */
  readonly others: LocatedError[];
}

/**
 * One answer in parts. What is deferred is fetched as soon as what it needs has arrived, and told of when what is around
 * it has been told. Text is made when it is asked for, so a client that reads slowly makes nothing pile up but the tree,
 * which is there without deferral too.
 */
export class Deferral {
  readonly #options: DeferralOptions;
  readonly #first: Execution;
  readonly #batches = new Map<string, Batch>();
  #fetched: Promise<void> = settled;
  readonly #open = new Map<string, OpenPlace[]>();
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
    await Promise.all([this.#fetched, ...[...this.#batches.values()].map(({ done }) => done)]);
  }

  #begin({ label, within, depends, run }: DeferredWork, arrivals: Arrivals): void {
    const around = within === undefined ? undefined : this.#batches.get(within);
    const execution = (around?.execution ?? this.#first).part();
    const before = around?.done ?? this.#fetched;
    const ready = depends.length === 0 ? before : Promise.race([arrivals.all(depends), before]);
    const done = ready
      .then(() => run(execution))
      .catch((error: unknown) => {
        execution.errors.push({ content: this.#fault(execution, error), path: [] });
      })
      .then(() => {
        begun.isDone = true;
        this.#change.resolve();
      });
    const begun: Batch = { execution, done, isDone: false };
    this.#batches.set(label, begun);
  }

  #firstAnswer(): Answer {
    const { request, root, errors, losses } = this.#first;
    const { operation } = request.operation;
    const type = this.#options.schema.getRootType(operation.operation);
    if (!type) throw new Error('The schema has no such operation.');
    const selected = { source: root, type, parents: this.#options.places.root, path: [] };
    const projected = this.#options.project(this.#first, selected, errors);
    const isClaimed = this.#found(selected, projected, this.#first);
    const told = projected.errors(isClaimed);
    return new Answer(projected.dataText, [...told, ...homelessErrors(losses, request.requestId)]);
  }

  async *#rest(): AnswerRest {
    for (;;) {
      const parts = this.#ready();
      const hasNext = this.#open.size > 0;
      if (parts.length > 0 || !hasNext) yield { parts, hasNext };
      else await this.#change.promise;
      if (!hasNext) return;
      this.#change = Promise.withResolvers();
    }
  }

  /** Takes what can be told now; what is found in it comes up in the same loop. */
  #ready(): AnswerPart[] {
    const parts: AnswerPart[] = [];
    for (const [label, places] of this.#open) {
      const batch = this.#batches.get(label);
      if (!batch?.isDone) continue;
      this.#open.delete(label);
      parts.push(...this.#tell(batch.execution, places));
    }
    return parts;
  }

  #tell(execution: Execution, places: readonly OpenPlace[]): AnswerPart[] {
    if (execution.errors.length > 0) {
      const index = new PlaceIndex(places);
      for (const error of execution.errors) (index.around(error.path)[0] ?? places[0])?.own.push(error);
    }
    const parts = places.flatMap((place) => this.#part(execution, place) ?? []);
    const [first, ...others] = parts;
    const homeless = first ? homelessErrors(execution.losses, execution.request.requestId) : [];
    return first && homeless.length > 0 ? [{ ...first, errors: [...first.errors, ...homeless] }, ...others] : parts;
  }

  /** Undefined where it has turned out that the fragment is not about this object. */
  #part(execution: Execution, { fragment, own, others, ...place }: OpenPlace): AnswerPart | undefined {
    const { schema, project } = this.#options;
    const { source, type, path } = place;
    const runtime = isAbstractType(type) ? runtimeType(schema, type, read(source, '__typename')) : type;
    if (!runtime || !concerns(schema, fragment, runtime)) return undefined;
    const label = clientLabel(fragment.label);
    try {
      const selected = { source, type: runtime, parents: fragment.parents, path };
      const projected = project(execution, selected, [...own, ...others]);
      const isClaimed = this.#found(selected, projected, execution);
      const errors = projected.errors((error) => isClaimed(error) || others.includes(error));
      return { path, label, dataText: projected.dataText, errors };
    } catch (error) {
      const { requestId } = execution.request;
      return { path, label, dataText: 'null', errors: [publicError(this.#fault(execution, error), requestId, path)] };
    }
  }

  /** Notes what is found in what is about to be told, and answers which errors are to be told there. */
  #found(selected: Selected, { answered }: Projected, execution: Execution): (error: LocatedError) => boolean {
    const places = this.#options.places
      .find(selected, answered)
      .map((place): OpenPlace => ({ ...place, own: [], others: [] }));
    for (const place of places) {
      const { label } = place.fragment;
      const open = this.#open.get(label);
      if (open) open.push(place);
      else this.#open.set(label, [place]);
      // Nothing is fetched for it alone.
      if (!this.#batches.has(label)) this.#batches.set(label, { execution: execution.part(), done: settled, isDone: true });
    }
    const index = new PlaceIndex(places);
    return (error) => {
      const around = index.around(error.path);
      for (const place of around) place.others.push(error);
      return around.length > 0;
    };
  }

  #fault({ request: { requestId } }: Execution, error: unknown): ErrorContent {
    this.#options.logger.error('A deferred part failed unexpectedly', { requestId, error });
    return internalError;
  }
}

const settled = Promise.resolve();
