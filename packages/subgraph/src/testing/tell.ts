import { randomUUID } from 'node:crypto';
import type { Subgraph, SubgraphRequest, UserViewer, Viewer } from '@trivet/platform';

/** What a subgraph answered in-process. */
export interface Told {
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into answers of many shapes, and fail where they are others.
  readonly data: any;
  readonly errors?: Awaited<ReturnType<Subgraph['execute']>>['errors'];
  readonly requestId: string;
}

/** Somebody who has just signed in, unless it is said when. */
export function asUser(
  userId: string,
  sessionId: string = randomUUID(),
  authenticatedAt: Date = new Date(),
): UserViewer {
  return { kind: 'user', userId, sessionId, authenticatedAt };
}

/** One operation as a router would send it. */
export async function tell(
  subgraph: Pick<Subgraph, 'execute'>,
  viewer: Viewer,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
  more: Partial<SubgraphRequest> = {},
): Promise<Told> {
  const requestId = randomUUID();
  const { data, errors } = await subgraph.execute({ query, variables, viewer, requestId, ...more });
  return { data, errors, requestId };
}
