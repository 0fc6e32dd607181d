import type { ErrorContent } from './public-errors.ts';
import type { TreeObject } from './tree.ts';

/** One fetch that brought nothing, and why. */
export interface Loss extends ErrorContent {
  /** Whether the client was told, at one place at least. */
  reported: boolean;
  /** Null rose to these objects from an error that stands at a place of its own: that is all there is to tell. */
  readonly isTold: boolean;
}

/** Fields that objects will not get. */
export interface Missing {
  readonly objects: Iterable<TreeObject>;
  readonly keys: readonly string[];
}

const none: readonly Losses[] = [];

/**
 * Which objects of the tree miss which fields, and why. Kept by object and told of when the answer is projected, so that
 * the errors stand exactly at the fields that the client misses: under his aliases, with list indices, in every place
 * where an object stands, and nowhere that he did not ask for.
 */
export class Losses {
  /** Made with the first loss: most executions have none. */
  #byObject: Map<TreeObject, { readonly keys: readonly string[]; readonly loss: Loss }[]> | undefined;
  readonly #all: Loss[] = [];
  readonly #causes: readonly Losses[];

  /** `causes`: of other fetches, told of elsewhere too, that may be the reason here. */
  constructor(causes: readonly Losses[] = none) {
    this.#causes = causes;
  }

  get isEmpty(): boolean {
    return this.#all.length === 0 && this.#causes.every(({ isEmpty }) => isEmpty);
  }

  /** These objects will not get these fields, and this is why. */
  add(content: ErrorContent, missing: readonly Missing[], { isTold = false } = {}): void {
    const loss: Loss = { ...content, reported: isTold, isTold };
    this.#all.push(loss);
    for (const { objects, keys } of missing) for (const object of objects) this.#attach(object, keys, loss);
  }

  /** `object` cannot get these fields because `cause` lacks the field `required`: for the same reason, if there is one. */
  inherit(object: TreeObject, keys: readonly string[], cause: TreeObject, required: string): void {
    const loss = this.find(cause, required);
    if (loss) this.#attach(object, keys, loss);
  }

  find(object: TreeObject, key: string): Loss | undefined {
    const own = this.#byObject?.get(object)?.find(({ keys }) => keys.includes(key))?.loss;
    if (own) return own;
    for (const cause of this.#causes) {
      const loss = cause.find(object, key);
      if (loss) return loss;
    }
    return undefined;
  }

  /** What no field told of: it concerned only what the planner needed for itself. */
  unreported(): Loss[] {
    return this.#all.filter(({ reported }) => !reported);
  }

  #attach(object: TreeObject, keys: readonly string[], loss: Loss): void {
    this.#byObject ??= new Map();
    const entries = this.#byObject.get(object);
    if (entries) entries.push({ keys, loss });
    else this.#byObject.set(object, [{ keys, loss }]);
  }
}
