import type { FieldModel, Model } from '../model/model.ts';
import { type FaultRates, Faults } from './faults.ts';
import { Values } from './values.ts';

/** What one execution is told, within its request id: it reaches every subgraph, in any process. */
export interface Run {
  readonly rates: FaultRates;
  /** Tells executions of one operation apart. */
  readonly name: string;
}

export const requestIdOf = ({ rates: { seed, fields, references }, name }: Run): string =>
  `${seed}.${fields}.${references}.${name}`;

/** A graph with its data: what resolvers answer, in subgraphs and in the graph of one piece alike. */
export class World {
  readonly model: Model;
  readonly #values: Values;
  readonly #faults = new Map<string, Faults>();
  readonly #effects = new Map<string, string[]>();
  readonly #met = new Set<string>();
  #complaints: string[] = [];

  constructor(model: Model, seed: number) {
    this.model = model;
    this.#values = new Values(model, seed);
  }

  faults(requestId: string): Faults {
    const rates = requestId.slice(0, requestId.lastIndexOf('.'));
    const known = this.#faults.get(rates);
    if (known) return known;
    if (this.#faults.size > 100) this.#faults.clear();
    const [seed = 0, fields = 0, references = 0] = rates.split('.').map(Number);
    const faults = new Faults(this.model, { seed, fields, references });
    this.#faults.set(rates, faults);
    return faults;
  }

  /**
   * The value of a field, or what stands in its place where it is to fail. `inputs` are its required fields.
   * @throws {AppError | Error}
   */
  resolve(field: FieldModel, id: string, args: unknown, requestId: string, inputs?: unknown): unknown {
    const faults = this.faults(requestId);
    const [owner] = field.owners;
    if (owner !== undefined && !field.isKey && field.owners.length === 1) {
      const missing = faults.reference(field.coordinate.split('.')[0] ?? '', owner, id);
      if (missing) this.meet(missing === 'gone' ? 'entity missing in one subgraph' : 'reference refused');
      if (missing === 'gone') return null;
      if (missing) throw missing;
    }
    if (field.coordinate.startsWith('Mutation.')) this.#note(requestId, `${field.name} ${JSON.stringify(args)}`);
    const salt = JSON.stringify(inputs === undefined ? [args] : [args, inputs]);
    return faults.apply(field, id, this.#values.of(field, id, salt));
  }

  /** What mutations have done in one execution, in order; asked once. */
  effects(requestId: string): readonly string[] {
    const effects = this.#effects.get(requestId) ?? [];
    this.#effects.delete(requestId);
    return effects;
  }

  /** Notes what resolvers met on the way, such as the form of a key. */
  meet(feature: string): void {
    this.#met.add(feature);
  }

  /** What was met since it was last asked. */
  takeMet(): readonly string[] {
    const met = [...this.#met];
    this.#met.clear();
    return met;
  }

  /** Notes what no subgraph may ever be asked, whatever has failed before. */
  complain(what: string): void {
    this.#complaints.push(what);
  }

  /** Since it was last asked. */
  takeComplaints(): readonly string[] {
    const complaints = this.#complaints;
    this.#complaints = [];
    return complaints;
  }

  #note(requestId: string, effect: string): void {
    this.#effects.set(requestId, [...(this.#effects.get(requestId) ?? []), effect]);
  }
}
