import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DocumentNode, parse } from 'graphql';

/**
 * A subgraph's SDL: what all subgraphs share, then every `*.graphql` below `folder`, in the order of their names.
 * @throws {GraphQLError} for SDL that does not parse.
 */
export function loadTypeDefs(folder: string): DocumentNode {
  const files = globSync('**/*.graphql', { cwd: folder }).sort();
  const sources = [join(import.meta.dirname, 'shared.graphql'), ...files.map((file) => join(folder, file))];
  return parse(sources.map((file) => readFileSync(file, 'utf8')).join('\n'), { noLocation: true });
}
