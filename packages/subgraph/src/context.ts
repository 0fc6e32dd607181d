import type { Access } from '@trivet/identity';
import type { SubgraphRequest, Viewer } from '@trivet/platform';
import { Operation } from './operation.ts';

/** What every subgraph's resolvers have; each adds its services and loaders. */
export interface SubgraphContext {
  readonly request: SubgraphRequest;
  readonly viewer: Viewer;
  readonly operation: Operation;
}

export function subgraphContext(request: SubgraphRequest, access: Access): SubgraphContext {
  return { request, viewer: request.viewer, operation: new Operation(request, access) };
}
