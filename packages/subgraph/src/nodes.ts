import { decodeGlobalId } from '@trivet/platform';

/** How a subgraph finds its things of one type, by raw UUID; null for what this viewer may not see directly. */
export interface NodeFinder<Context> {
  readonly typename: string;
  readonly find: (uuid: string, context: Context) => Promise<object | null>;
}

/** The resolver of `_<subgraph>Nodes`: one result per id, in order, null where there is nothing to see. */
export function nodesResolver<Context>(finders: Readonly<Record<string, NodeFinder<Context>>>) {
  return (_root: unknown, { ids }: { readonly ids: readonly string[] }, context: Context) =>
    Promise.all(
      ids.map(async (id) => {
        const decoded = decodeGlobalId(id);
        // Own properties only: `constructor_…` is an id that somebody may send.
        const finder = decoded && Object.hasOwn(finders, decoded.prefix) && finders[decoded.prefix];
        const found = finder ? await finder.find(decoded.uuid, context) : null;
        return found && finder ? { ...found, __typename: finder.typename } : null;
      }),
    );
}
