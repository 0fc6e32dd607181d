import type { LoggedEvent } from '@trivet/messaging';
import type { LiveEvent } from '@trivet/platform';
import type { EventFeed, FeedStart } from '@trivet/subgraph';
import { resourceCreated, resourceDeleted, resourceRestored, resourceUpdated } from './resource.events.ts';

/** A change of a resource, before it is read: what it is now is asked when it is delivered. */
export interface ResourceChange {
  readonly cursor: string;
  readonly kind: 'CREATED' | 'UPDATED' | 'DELETED' | 'RESTORED';
  readonly resourceId: string;
}

const kinds: ReadonlyMap<string, ResourceChange['kind']> = new Map([
  [resourceCreated.type, 'CREATED'],
  [resourceUpdated.type, 'UPDATED'],
  [resourceDeleted.type, 'DELETED'],
  [resourceRestored.type, 'RESTORED'],
]);

/** The changes of an account's resources, as the log tells them. */
export function resourceChanges(
  feed: EventFeed,
  accountId: string,
  { types, ...start }: FeedStart & { readonly types: readonly string[] | null },
): Promise<AsyncGenerator<LiveEvent<ResourceChange>>> {
  const wanted = types && new Set(types);
  return feed.ofAccount({ accountId, permission: 'resources:read' }, start, {
    types: [...kinds.keys()],
    read: (event, cursor) => (wanted && !wanted.has(resourceTypeOf(event)) ? null : changeOf(event, cursor)),
  });
}

function resourceTypeOf({ payload }: LoggedEvent): string {
  return String(payload['resourceType']);
}

function changeOf({ type, subject }: LoggedEvent, cursor: string): ResourceChange | null {
  const kind = kinds.get(type);
  return kind ? { cursor, kind, resourceId: subject.id } : null;
}
