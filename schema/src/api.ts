import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withDevelopment } from '@trivet/platform';
import { buildApiSchema } from '@trivet/router/supergraph';
import { buildSchema, type GraphQLSchema, parse } from 'graphql';

const read = (file: string) => readFileSync(join(import.meta.dirname, '..', file), 'utf8');

/** What clients see, as it is committed: everywhere, or with what is there besides for who develops on his machine. */
export function committedApi(where: 'everywhere' | 'in development'): GraphQLSchema {
  if (where === 'everywhere') return buildSchema(read('api.graphql'));
  return buildApiSchema(withDevelopment(parse(read('supergraph.graphql'))));
}
