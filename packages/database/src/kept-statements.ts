import { type Prepared, unkept } from './prepared.ts';

/** How often one has to be asked for before connections keep it. */
const usesBeforeKept = 3;

export interface KeptStatementsOptions<Params extends Record<string, unknown>, Row> {
  /** Each connection keeps them as long as it lives. */
  readonly most: number;
  readonly prepare: (text: string) => Prepared<Params, Row>;
}

/**
 * Reads whose texts are made of what is asked for, each built once. Those that are asked for again and again are kept prepared, and
 * nobody can fill connections with others: beyond `most` they are parsed each time.
 */
export class KeptStatements<Params extends Record<string, unknown>, Row> {
  readonly #options: KeptStatementsOptions<Params, Row>;
  readonly #kept = new Map<string, Prepared<Params, Row>>();
  /** The one that was used last is the last. */
  readonly #others = new Map<string, { readonly statement: Prepared<Params, Row>; readonly uses: number }>();

  constructor(options: KeptStatementsOptions<Params, Row>) {
    this.#options = options;
  }

  of(text: string): Prepared<Params, Row> {
    const kept = this.#kept.get(text);
    if (kept) return kept;
    const { most, prepare } = this.#options;
    const { statement, uses } = this.#others.get(text) ?? { statement: unkept(prepare(text)), uses: 0 };
    this.#others.delete(text);
    if (uses + 1 >= usesBeforeKept && this.#kept.size < most) {
      const keeping = { ...statement, isKept: true };
      this.#kept.set(text, keeping);
      return keeping;
    }
    this.#others.set(text, { statement, uses: uses + 1 });
    const [oldest] = this.#others.keys();
    if (this.#others.size > 4 * most && oldest !== undefined) this.#others.delete(oldest);
    return statement;
  }
}
