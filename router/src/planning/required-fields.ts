import { type DocumentNode, parse, print, stripIgnoredCharacters, visit } from 'graphql';
import type { RequiredSelection, Rewrite } from './plan.ts';
import { type StandIn, standInInfix, withStandIns } from './stand-ins.ts';

/**
 * Fields that take arguments and are required by others. Apollo's planner (2.14) puts what is required among what the
 * client asks for, under the field's own name, whatever arguments either gives, so that one of them is not fetched. It is
 * given a supergraph with stand-ins for them; the tree has what is required under their names, apart from the client's.
 */
export class RequiredFields {
  /** What the planner is to plan with. */
  readonly supergraph: DocumentNode;
  readonly #standIns: ReadonlyMap<string, StandIn>;

  constructor(supergraph: DocumentNode) {
    ({ supergraph: this.supergraph, byName: this.#standIns } = withStandIns(supergraph));
  }

  /** The name of the field that a key stands for; undefined for every other key. */
  ownName(key: string): string | undefined {
    return this.#standIns.get(key)?.name.value;
  }

  /** The operation as subgraphs understand it. The response keys remain. */
  ownQuery(query: string): string {
    if (this.#standIns.size === 0 || !query.includes(standInInfix)) return query;
    const document = visit(parse(query, { noLocation: true }), {
      Field: (field) => {
        const own = this.#standIns.get(field.name.value);
        return own && { ...field, alias: field.alias ?? field.name, ...own };
      },
    });
    return stripIgnoredCharacters(print(document));
  }

  /** Sends what is required by the names that its subgraph knows. */
  renames(requires: readonly RequiredSelection[]): Rewrite[] {
    if (this.#standIns.size === 0) return [];
    const found = new Map<string, Rewrite>();
    const collect = (selections: readonly RequiredSelection[], above: readonly string[]): void => {
      for (const selection of selections) {
        const path = selection.kind === 'Field' ? [...above, selection.key] : above;
        const to = selection.kind === 'Field' ? this.ownName(selection.key) : undefined;
        if (to !== undefined) found.set(path.join(' '), { kind: 'Rename', path, to });
        collect(selection.selections ?? [], path);
      }
    };
    collect(requires, []);
    // What is below comes first, while what is above has its old name.
    return [...found.values()].sort((one, other) => other.path.length - one.path.length);
  }
}
