/** Which fetches of a plan are over: what depends on them can begin. */
export class Arrivals {
  readonly #fetches = new Map<string, PromiseWithResolvers<void>>();

  arrive(id: string): void {
    this.#of(id).resolve();
  }

  async all(ids: readonly string[]): Promise<void> {
    await Promise.all(ids.map((id) => this.#of(id).promise));
  }

  #of(id: string): PromiseWithResolvers<void> {
    const known = this.#fetches.get(id);
    if (known) return known;
    const fetch = Promise.withResolvers<void>();
    this.#fetches.set(id, fetch);
    return fetch;
  }
}
