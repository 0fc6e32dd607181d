import type { ResponsePath } from '../tree.ts';

/** Finds places by what lies below them. */
export class PlaceIndex<Place extends { readonly path: ResponsePath }> {
  readonly #places = new Map<string, Place[]>();

  constructor(places: readonly Place[]) {
    for (const place of places) {
      const key = JSON.stringify(place.path);
      const same = this.#places.get(key);
      if (same) same.push(place);
      else this.#places.set(key, [place]);
    }
  }

  /** The innermost ones. */
  around(path: ResponsePath): readonly Place[] {
    if (this.#places.size === 0) return [];
    for (let length = path.length; length >= 0; length--) {
      const places = this.#places.get(JSON.stringify(path.slice(0, length)));
      if (places) return places;
    }
    return [];
  }
}
