import * as core from '@trivet/core';
import { eventSchema } from '@trivet/messaging';
import * as notifications from '@trivet/notifications';
import { printTypeDefs } from '@trivet/platform';
import * as users from '@trivet/users';
import { composeSubgraphs } from './compose.ts';

/** Every subgraph of the installation: adding one here adds it to the supergraph. */
const subgraphs = { users, core, notifications } as const;

/** Each with its SDL, under its name. */
export const subgraphDefinitions = Object.entries(subgraphs).map(([name, { typeDefs }]) => ({ name, typeDefs }));

/** Everything under `schema/` that is made from the code: its path there, and its text. */
export function generateSchemaFiles(): ReadonlyMap<string, string> {
  const { supergraphSdl, apiSdl, nodeSdl } = composeSubgraphs(subgraphDefinitions);
  const eventDefinitions = Object.values(subgraphs).flatMap(({ events }) => [...events]);
  return new Map([
    ...subgraphDefinitions.map(({ name, typeDefs }): [string, string] => [
      `subgraphs/${name}.graphql`,
      printTypeDefs(typeDefs),
    ]),
    ['subgraphs/node.graphql', nodeSdl],
    ['supergraph.graphql', supergraphSdl],
    ['api.graphql', apiSdl],
    ...eventDefinitions.map((definition): [string, string] => [
      `events/${definition.type}.json`,
      `${JSON.stringify(eventSchema(definition), null, 2)}\n`,
    ]),
  ]);
}
