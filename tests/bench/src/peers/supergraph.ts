import './apollo/disable-telemetry.ts';
import { composeServices } from '@apollo/composition';
import { typeDefs as core } from '@trivet/core';
import { typeDefs as notifications } from '@trivet/notifications';
import { type SubgraphName, subgraphNames } from '@trivet/standalone';
import { typeDefs as users } from '@trivet/users';
import type { DocumentNode } from 'graphql';

const typeDefs: Readonly<Record<SubgraphName, DocumentNode>> = { users, core, notifications };

/**
 * The supergraph of Trivet's three subgraphs at `urls`. The subgraph `node` is part of our router, so others are not
 * given it; none of the queries asks for it.
 * @throws {Error} with every composition error.
 */
export function supergraphOfTrivet(urls: Readonly<Record<SubgraphName, string>>): string {
  return composeSupergraph(subgraphNames.map((name) => ({ name, typeDefs: typeDefs[name], url: urls[name] })));
}

/** @throws {Error} with every composition error. */
export function composeSupergraph(
  services: readonly { readonly name: string; readonly typeDefs: DocumentNode; readonly url: string }[],
): string {
  const { supergraphSdl, errors = [] } = composeServices([...services]);
  if (supergraphSdl === undefined) throw new Error(errors.map(({ message }) => message).join('\n'));
  // Apollo's gateway refuses to load what is for security unless it knows it, and it enforces little of that.
  return supergraphSdl.replaceAll(', for: SECURITY', '');
}
